using AttentionViz.Deploy.Tests.Settings;
using AttentionViz.Gateway.Hosting;
using AttentionViz.Pipeline.Probes;
using k8s.Models;

namespace AttentionViz.Deploy.Tests.Kubernetes.Checks;

/// <summary>Ports are those that services open; Services, probes and Ingresses lead to ports that are there.</summary>
internal static class PortChecks
{
    public static IEnumerable<string> Faults(Manifests manifests) =>
        manifests.Services.SelectMany(w => OpenedFaults(manifests, w))
            .Concat(manifests.Of<V1Service>().SelectMany(s => ServiceFaults(manifests, s)))
            .Concat(manifests.Services.SelectMany(ProbeFaults))
            .Concat(manifests.Of<V1Ingress>().SelectMany(i => IngressFaults(manifests, i)));

    /// <summary>The ports that a service opens under these variables, by the names that manifests give them.</summary>
    public static IReadOnlyDictionary<string, int> Opened(Service service, IReadOnlyDictionary<string, string> variables)
    {
        using var wired = new WiredService(service, variables);
        var ports = new Dictionary<string, int> { ["probes"] = wired.Options<ProbeOptions>().Port };
        if (service != Service.Gateway) return ports;
        var options = wired.Options<GatewayOptions>();
        (ports["grpc"], ports["web"]) = (options.GrpcPort, options.WebPort);
        return ports;
    }

    private static IEnumerable<string> OpenedFaults(Manifests manifests, Workload workload)
    {
        var opened = Opened(workload.Service!.Value, ContainerVariables.Of(manifests, workload.Container)).Select(p => $"{p.Key} {p.Value}").Order();
        var told = workload.Ports.Select(p => $"{p.Name} {p.ContainerPort}").Order();
        if (!opened.SequenceEqual(told)) yield return $"{workload.Name} opens {string.Join(", ", opened)}; its container says {string.Join(", ", told)}";
    }

    private static IEnumerable<string> ServiceFaults(Manifests manifests, V1Service service)
    {
        var selected = manifests.Workloads.Where(w => new V1LabelSelector { MatchLabels = service.Spec.Selector }.Selects(w.Labels)).ToList();
        if (selected.Count != 1) yield return $"Service {service.Metadata.Name} selects {selected.Count} workloads";
        foreach (var port in service.Spec.Ports)
            foreach (var workload in selected.Where(w => !w.Ports.Any(p => p.Name == port.TargetPort.Value && p.ContainerPort == port.Port)))
                yield return $"Service {service.Metadata.Name}: {workload.Name} has no port {port.TargetPort.Value} {port.Port}";
    }

    private static IEnumerable<string> ProbeFaults(Workload workload)
    {
        var probes = new[] { ("startup", workload.Container.StartupProbe, "/healthz"), ("liveness", workload.Container.LivenessProbe, "/healthz"), ("readiness", workload.Container.ReadinessProbe, "/readyz") };
        foreach (var (name, probe, path) in probes)
            if (probe?.HttpGet is not { } get || get.Path != path || get.Port.Value != "probes") yield return $"{workload.Name}: its {name} probe does not ask {path} of port probes";
    }

    private static IEnumerable<string> IngressFaults(Manifests manifests, V1Ingress ingress)
    {
        foreach (var backend in ingress.Spec.Rules.SelectMany(r => r.Http.Paths).Select(p => p.Backend.Service))
        {
            var service = manifests.Of<V1Service>().SingleOrDefault(s => s.Metadata.Name == backend.Name);
            if (service?.Spec.Ports.Any(p => p.Name == backend.Port.Name) != true) yield return $"Ingress {ingress.Metadata.Name}: there is no Service {backend.Name} with port {backend.Port.Name}";
        }
    }
}
