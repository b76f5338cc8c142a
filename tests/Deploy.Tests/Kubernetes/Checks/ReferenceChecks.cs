using k8s.Models;

namespace AttentionViz.Deploy.Tests.Kubernetes.Checks;

/// <summary>What is referred to by name is there, or is a secret that the documentation tells to make.</summary>
internal static class ReferenceChecks
{
    public static IEnumerable<string> Faults(Manifests manifests) =>
        manifests.Workloads.SelectMany(w => Faults(manifests, w)).Concat(OtherFaults(manifests)).Concat(NamespaceFaults(manifests));

    private static IEnumerable<string> Faults(Manifests manifests, Workload workload)
    {
        foreach (var source in workload.Container.EnvFrom ?? [])
        {
            if (source.ConfigMapRef is { } map && manifests.ConfigMap(map.Name) is null) yield return $"{workload.Name}: there is no ConfigMap {map.Name}";
            if (source.SecretRef is { } secret && manifests.Secret(secret.Name) is null) yield return $"{workload.Name}: there is no Secret {secret.Name}";
        }

        foreach (var key in (workload.Container.Env ?? []).Select(e => e.ValueFrom?.SecretKeyRef).OfType<V1SecretKeySelector>())
            if (manifests.Secret(key.Name)?.ContainsKey(key.Key) != true) yield return $"{workload.Name}: there is no Secret {key.Name} with key {key.Key}";
        foreach (var claim in (workload.Pod.Volumes ?? []).Select(v => v.PersistentVolumeClaim?.ClaimName).OfType<string>())
            if (!manifests.Has<V1PersistentVolumeClaim>(claim)) yield return $"{workload.Name}: there is no PersistentVolumeClaim {claim}";
        if (workload.Pod.ServiceAccountName is { } account && !manifests.Has<V1ServiceAccount>(account)) yield return $"{workload.Name}: there is no ServiceAccount {account}";
    }

    private static IEnumerable<string> OtherFaults(Manifests manifests)
    {
        foreach (var set in manifests.Of<V1StatefulSet>())
            if (!manifests.Has<V1Service>(set.Spec.ServiceName)) yield return $"{set.Metadata.Name}: there is no Service {set.Spec.ServiceName}";
        foreach (var target in manifests.Of<TriggerAuthentication>().SelectMany(a => a.Spec.SecretTargetRef))
            if (manifests.Secret(target.Name)?.ContainsKey(target.Key) != true) yield return $"TriggerAuthentication: there is no Secret {target.Name} with key {target.Key}";
        foreach (var secret in manifests.Of<V1Ingress>().SelectMany(i => i.Spec.Tls).Select(t => t.SecretName))
            if (manifests.Secret(secret)?.ContainsKey("tls.crt") != true) yield return $"Ingress: there is no TLS Secret {secret}";
    }

    private static IEnumerable<string> NamespaceFaults(Manifests manifests)
    {
        var home = manifests.Of<V1Namespace>().Single().Metadata.Name;
        return manifests.Of<k8s.IKubernetesObject<V1ObjectMeta>>().Where(o => o is not V1Namespace && o.Metadata.NamespaceProperty != home)
            .Select(o => $"{o.Kind} {o.Metadata.Name} is in namespace '{o.Metadata.NamespaceProperty}', not in {home}");
    }
}
