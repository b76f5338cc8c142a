using AttentionViz.Deploy.Tests.Settings;

namespace AttentionViz.Deploy.Tests.Kubernetes.Checks;

/// <summary>Pods may do no more than they need, have bounds, mount what they have and get the time that their work takes.</summary>
internal static class PodChecks
{
    public static IEnumerable<string> Faults(Manifests manifests) =>
        manifests.Workloads.SelectMany(w => RightsFaults(w).Concat(VolumeFaults(w)).Concat(BoundFaults(w)))
            .Concat(manifests.Services.SelectMany(w => ServiceFaults(manifests, w)));

    private static IEnumerable<string> RightsFaults(Workload workload)
    {
        var (pod, own) = (workload.Pod.SecurityContext, workload.Container.SecurityContext);
        if (pod?.RunAsNonRoot != true || pod.RunAsUser is null or 0) yield return $"{workload.Name} may run as root";
        if (pod?.SeccompProfile?.Type != "RuntimeDefault") yield return $"{workload.Name} has no seccomp profile";
        if (own?.AllowPrivilegeEscalation != false) yield return $"{workload.Name} may gain rights";
        if (own?.Capabilities?.Drop?.Contains("ALL") != true || own.Capabilities.Add?.Count > 0) yield return $"{workload.Name} has capabilities";
        if (workload.Pod.AutomountServiceAccountToken != false) yield return $"{workload.Name} gets a token of the cluster";
    }

    private static IEnumerable<string> VolumeFaults(Workload workload)
    {
        var mounts = (workload.Container.VolumeMounts ?? []).Select(m => m.Name).ToList();
        var volumes = (workload.Pod.Volumes ?? []).Select(v => v.Name).ToList();
        foreach (var volume in volumes.Except(mounts)) yield return $"{workload.Name} has a volume {volume} that it does not mount";
        // A StatefulSet has its claims besides.
        if (workload.Service is null) yield break;
        foreach (var mount in mounts.Except(volumes)) yield return $"{workload.Name} mounts {mount}, which is no volume of it";
    }

    private static IEnumerable<string> BoundFaults(Workload workload)
    {
        foreach (var kind in new[] { "cpu", "memory" })
        {
            if (!workload.Container.Resources.Requests.TryGetValue(kind, out var request)) yield return $"{workload.Name} asks for no {kind}";
            else if (!workload.Container.Resources.Limits.TryGetValue(kind, out var limit) || limit.ToDecimal() < request.ToDecimal()) yield return $"{workload.Name} has no limit of {kind} above what it asks for";
        }
    }

    private static IEnumerable<string> ServiceFaults(Manifests manifests, Workload workload)
    {
        if (workload.Container.SecurityContext.ReadOnlyRootFilesystem != true) yield return $"{workload.Name} may write to its root file system";
        if (workload.Container.VolumeMounts.All(m => m.MountPath != "/tmp")) yield return $"{workload.Name} has no /tmp";
        var variables = ContainerVariables.Of(manifests, workload.Container);
        foreach (var folder in variables.Where(v => v.Key.StartsWith("Extractor__Models__", StringComparison.Ordinal)).Select(v => v.Value))
            if (folder != DockerImages.DemoModels && workload.Container.VolumeMounts.All(m => m.MountPath != folder)) yield return $"{workload.Name} looks for models in {folder}, which is no volume of it";
        using var wired = new WiredService(workload.Service!.Value, variables);
        // Counted from the start of preStop.
        var longest = wired.LongestStop + TimeSpan.FromSeconds(workload.Container.Lifecycle?.PreStop?.Sleep?.Seconds ?? 0);
        if (TimeSpan.FromSeconds(workload.Pod.TerminationGracePeriodSeconds ?? 30) <= longest) yield return $"{workload.Name} is killed before it has stopped by itself, {longest} at most";
    }
}
