using AttentionViz.Gateway.Hosting;
using AttentionViz.Deploy.Tests.Settings;
using k8s.Models;

namespace AttentionViz.Deploy.Tests.Kubernetes.Checks;

/// <summary>What lies open to others asks for keys, and secrets are in no overlay for others.</summary>
internal static class AccessChecks
{
    public static IEnumerable<string> Faults(Manifests manifests)
    {
        using var gateway = new WiredService(Service.Gateway, ContainerVariables.Of(manifests, manifests.Workload(Service.Gateway).Container));
        var isOpen = manifests.Of<V1Ingress>().Any() || manifests.Of<V1Service>().Any(s => s.Spec.Type is "LoadBalancer" or "NodePort");
        if (!isOpen) yield break;
        if (!gateway.Options<GatewayOptions>().Auth.IsOn) yield return "the gateway can be reached from outside and asks for no keys";
        foreach (var secret in manifests.Of<V1Secret>()) yield return $"Secret {secret.Metadata.Name} is written in an overlay for others";
        foreach (var ingress in manifests.Of<V1Ingress>().Where(i => i.Spec.Tls is not { Count: > 0 })) yield return $"Ingress {ingress.Metadata.Name} has no TLS";
    }
}
