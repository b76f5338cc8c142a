using System.Globalization;
using k8s.Models;

namespace AttentionViz.Deploy.Tests.Kubernetes.Checks;

/// <summary>NetworkPolicies let through what is needed, and nothing between pods besides.</summary>
internal static class NetworkChecks
{
    public static IEnumerable<string> Faults(Manifests manifests)
    {
        foreach (var service in manifests.Services)
        {
            foreach (var server in manifests.Workloads.Where(w => w.Service is null))
                foreach (var port in server.Ports.Where(p => !Reaches(manifests, service, server, p.ContainerPort)))
                    yield return $"{service.Name} cannot reach {server.Name}:{port.ContainerPort}";
            foreach (var other in manifests.Services)
                foreach (var port in other.Ports.Where(p => Reaches(manifests, service, other, p.ContainerPort)))
                    yield return $"{service.Name} reaches {other.Name}:{port.ContainerPort}, which nothing needs";
            foreach (var port in service.Ports.Where(p => !Ingress(manifests, service, p.ContainerPort).Any()))
                yield return $"nobody at all may reach {service.Name}:{port.ContainerPort}";
            foreach (var port in IngressPorts(manifests, service).Except(service.Ports.Select(p => p.ContainerPort)))
                yield return $"a NetworkPolicy opens port {port} of {service.Name}, which has none such";
        }

        // A pod that no policy for one direction selects is open in it.
        foreach (var workload in manifests.Workloads)
            foreach (var direction in new[] { "Ingress", "Egress" })
                if (!Policies(manifests, workload, direction).Any()) yield return $"{workload.Name} has no NetworkPolicy for {direction}";
    }

    public static bool Reaches(Manifests manifests, Workload from, Workload to, int port) =>
        Egress(manifests, from, port).SelectMany(r => r.To ?? []).Any(p => Selects(p, to)) && Ingress(manifests, to, port).SelectMany(r => r.FromProperty ?? []).Any(p => Selects(p, from));

    private static IEnumerable<V1NetworkPolicy> Policies(Manifests manifests, Workload of, string direction) =>
        manifests.Of<V1NetworkPolicy>().Where(p => p.Spec.PolicyTypes.Contains(direction) && p.Spec.PodSelector.Selects(of.Labels));

    private static IEnumerable<V1NetworkPolicyEgressRule> Egress(Manifests manifests, Workload from, int port) =>
        Policies(manifests, from, "Egress").SelectMany(p => p.Spec.Egress ?? []).Where(r => Opens(r.Ports, port));

    private static IEnumerable<V1NetworkPolicyIngressRule> Ingress(Manifests manifests, Workload to, int port) =>
        Policies(manifests, to, "Ingress").SelectMany(p => p.Spec.Ingress ?? []).Where(r => Opens(r.Ports, port));

    private static IEnumerable<int> IngressPorts(Manifests manifests, Workload to) =>
        Policies(manifests, to, "Ingress").SelectMany(p => p.Spec.Ingress ?? []).SelectMany(r => r.Ports ?? []).Select(p => int.Parse(p.Port.Value, CultureInfo.InvariantCulture)).Distinct();

    private static bool Opens(IList<V1NetworkPolicyPort>? ports, int port) => ports is null || ports.Any(p => p.Port.Value == port.ToString(CultureInfo.InvariantCulture));

    // Of namespaces only ours is here; what is said of others by name lets none of ours through.
    private static bool Selects(V1NetworkPolicyPeer peer, Workload workload) =>
        peer.PodSelector?.Selects(workload.Labels) == true && (peer.NamespaceSelector is null || peer.NamespaceSelector.Selects(new Dictionary<string, string>()));
}
