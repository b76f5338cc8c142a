using AttentionViz.Gateway.Errors;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Jobs.Validation;

/// <summary>Labels are the caller's, but every list of jobs carries them.</summary>
internal static class LabelRules
{
    private const int MostLabels = 32;
    private const int LongestKey = 63;
    private const int LongestValue = 255;

    public static void Check(JobSpec spec, Violations violations)
    {
        violations.Require(spec.Labels.Count <= MostLabels, "spec.labels", $"has {spec.Labels.Count} entries; give {MostLabels} at most");
        foreach (var (key, value) in spec.Labels.OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            var path = $"spec.labels[{Fault.Quote(key)}]";
            violations.Require(key.Length is > 0 and <= LongestKey, path, $"has a key of {key.Length} characters; give 1 to {LongestKey}");
            violations.Require(value.Length <= LongestValue, path, $"has a value of {value.Length} characters; give {LongestValue} at most");
        }
    }
}
