using AttentionViz.Deploy.Tests.Settings;

namespace AttentionViz.Deploy.Tests.Kubernetes.Checks;

/// <summary>Variables are settings that the service has, with values that it takes.</summary>
internal static class SettingChecks
{
    public static IEnumerable<string> Faults(Manifests manifests) => manifests.Services.SelectMany(w => Faults(w.Service!.Value, ContainerVariables.Of(manifests, w.Container)));

    public static IEnumerable<string> Faults(Service service, IReadOnlyDictionary<string, string> variables)
    {
        using var wired = new WiredService(service, variables);
        return [.. variables.Keys.Where(v => !KnownSettings.Has(wired, v)).Select(v => $"{service}: {v} is no setting of it"), .. wired.Faults().Select(f => $"{service}: {f}")];
    }
}
