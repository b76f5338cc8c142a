using AttentionViz.Deploy.Tests.Settings;

namespace AttentionViz.Deploy.Tests.Kubernetes.Checks;

/// <summary>Variables are settings that the service has, with values that it takes.</summary>
internal static class SettingChecks
{
    public static IEnumerable<string> Faults(Manifests manifests) => manifests.Services.SelectMany(w => Faults(w.Service!.Value, Environment.Of(manifests, w.Container), w.Container.Image));

    public static IEnumerable<string> Faults(Service service, IReadOnlyDictionary<string, string> variables, string image)
    {
        foreach (var variable in variables.Keys.Where(v => !KnownSettings.Has(service, v))) yield return $"{service}: {variable} is no setting of it";
        foreach (var fault in ServiceFaults(service, variables, image)) yield return $"{service}: {fault}";
    }

    private static IEnumerable<string> ServiceFaults(Service service, IReadOnlyDictionary<string, string> variables, string image)
    {
        // The service as it is built here has no CUDA and would say so.
        if (image.EndsWith("-cuda", StringComparison.Ordinal) && variables.GetValueOrDefault("Extractor__Device") == "Cuda")
            variables = variables.Where(v => v.Key != "Extractor__Device").ToDictionary();
        using var host = new ServiceHost(service, variables);
        return host.Faults();
    }
}
