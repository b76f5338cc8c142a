using k8s.Models;

namespace AttentionViz.Deploy.Tests.Kubernetes;

/// <summary>Selectors as Kubernetes reads them.</summary>
internal static class Labels
{
    /// <summary>An empty selector selects everything.</summary>
    public static bool Selects(this V1LabelSelector selector, IDictionary<string, string> labels) =>
        (selector.MatchLabels ?? new Dictionary<string, string>()).All(l => labels.TryGetValue(l.Key, out var value) && value == l.Value)
        && (selector.MatchExpressions ?? []).All(e => Holds(e, labels));

    private static bool Holds(V1LabelSelectorRequirement wanted, IDictionary<string, string> labels) => wanted.OperatorProperty switch
    {
        "In" => labels.TryGetValue(wanted.Key, out var value) && wanted.Values.Contains(value),
        "NotIn" => !labels.TryGetValue(wanted.Key, out var value) || !wanted.Values.Contains(value),
        "Exists" => labels.ContainsKey(wanted.Key),
        "DoesNotExist" => !labels.ContainsKey(wanted.Key),
        _ => throw new ArgumentException($"{wanted.OperatorProperty} is no operator of a label selector", nameof(wanted)),
    };
}
