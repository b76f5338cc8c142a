using AttentionViz.Deploy.Tests.Settings;

namespace AttentionViz.Deploy.Tests.Kubernetes.Checks;

/// <summary>Images of ours are of one registry, and tagged with the version that is built here.</summary>
internal static class ImageChecks
{
    public static IEnumerable<string> Faults(Manifests manifests)
    {
        foreach (var workload in manifests.Services)
        {
            var (name, tag) = Split(workload.Container.Image);
            if (!name.EndsWith($"attentionviz/{workload.Service!.Value.Small()}", StringComparison.Ordinal)) yield return $"{workload.Name} runs {name}";
            var gpu = workload.Container.Resources.Limits.ContainsKey("nvidia.com/gpu");
            var wanted = Repository.Version + (gpu ? "-cuda" : "");
            if (gpu != (ContainerVariables.Of(manifests, workload.Container).GetValueOrDefault(WiredService.Device) == "Cuda")) yield return $"{workload.Name} has a GPU and does not insist on it, or the other way round";
            if (tag != wanted) yield return $"{workload.Name} runs {name} of version '{tag}', not {wanted}";
        }

        var registries = manifests.Services.Select(w => Split(w.Container.Image).Name).Select(n => n[..n.LastIndexOf('/')]).Distinct().ToList();
        if (registries.Count != 1) yield return $"images come from {string.Join(" and ", registries)}";
        foreach (var workload in manifests.Workloads)
            if (Split(workload.Container.Image).Tag is "" or "latest") yield return $"{workload.Name} runs {workload.Container.Image}, of no fixed version";
    }

    private static (string Name, string Tag) Split(string image) => image.LastIndexOf(':') is var at and > 0 && at > image.LastIndexOf('/') ? (image[..at], image[(at + 1)..]) : (image, "");
}
