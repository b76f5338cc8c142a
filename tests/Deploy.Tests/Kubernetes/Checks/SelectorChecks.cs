using k8s.Models;

namespace AttentionViz.Deploy.Tests.Kubernetes.Checks;

/// <summary>Selectors select what they are meant to.</summary>
internal static class SelectorChecks
{
    public static IEnumerable<string> Faults(Manifests manifests)
    {
        foreach (var workload in manifests.Workloads)
        {
            if (!workload.Selector.Selects(workload.Labels)) yield return $"{workload.Name} does not select its own pods";
            foreach (var spread in workload.Pod.TopologySpreadConstraints ?? [])
                if (!spread.LabelSelector.Selects(workload.Labels)) yield return $"{workload.Name} spreads pods that are not its own";
        }

        foreach (var workload in manifests.Services)
        {
            var budgets = manifests.Of<V1PodDisruptionBudget>().Count(b => b.Spec.Selector.Selects(workload.Labels));
            if (budgets != 1) yield return $"{workload.Name} has {budgets} PodDisruptionBudgets";
        }

        foreach (var budget in manifests.Of<V1PodDisruptionBudget>())
            if (!manifests.Workloads.Any(w => budget.Spec.Selector.Selects(w.Labels))) yield return $"PodDisruptionBudget {budget.Metadata.Name} selects no pods";
        foreach (var policy in manifests.Of<V1NetworkPolicy>())
            if (!manifests.Workloads.Any(w => policy.Spec.PodSelector.Selects(w.Labels))) yield return $"NetworkPolicy {policy.Metadata.Name} selects no pods";
    }
}
