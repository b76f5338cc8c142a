namespace AttentionViz.Deploy.Tests.Kubernetes.Checks;

/// <summary>Every check of manifests beyond their types.</summary>
internal static class AllChecks
{
    public static IReadOnlyList<string> Faults(Manifests manifests)
    {
        List<string> first = [.. ReferenceChecks.Faults(manifests), .. SettingChecks.Faults(manifests)];
        // The rest asks services, which cannot be made with settings that are wrong.
        return first.Count > 0 ? first :
        [
            .. PortChecks.Faults(manifests), .. SelectorChecks.Faults(manifests), .. PodChecks.Faults(manifests), .. ImageChecks.Faults(manifests),
            .. ScalingChecks.Faults(manifests), .. NetworkChecks.Faults(manifests), .. AccessChecks.Faults(manifests),
        ];
    }
}
