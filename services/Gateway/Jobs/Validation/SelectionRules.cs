using AttentionViz.Gateway.Errors;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Jobs.Validation;

/// <summary>Layers and heads that are asked for must be the model's.</summary>
internal static class SelectionRules
{
    public static void Check(JobSpec spec, Model model, Violations violations)
    {
        var layers = model.Layers.ToDictionary(l => l.Layer);
        CheckLayers(spec, layers, violations);
        var seen = new HashSet<(int, int)>();
        for (var i = 0; i < spec.Heads.Count; i++)
        {
            var (layer, head, path) = (spec.Heads[i].Layer, spec.Heads[i].Head, $"spec.heads[{i}]");
            if (!layers.TryGetValue(layer, out var known))
            {
                violations.Add($"{path}.layer", $"is {layer}; the model has layers {Range(layers.Keys)}");
                continue;
            }

            violations.Require(spec.Layers.Count == 0 || spec.Layers.Contains(layer), $"{path}.layer", $"is {layer}, which spec.layers leaves out; add it there, or leave spec.layers empty");
            violations.Require(head >= 0 && head < known.Heads, $"{path}.head", $"is {head}; layer {layer} has heads 0 to {known.Heads - 1}");
            violations.Require(seen.Add((layer, head)), path, $"asks for L{layer} H{head} again; leave it out");
        }
    }

    private static void CheckLayers(JobSpec spec, Dictionary<int, AttentionLayer> layers, Violations violations)
    {
        var seen = new HashSet<int>();
        for (var i = 0; i < spec.Layers.Count; i++)
        {
            violations.Require(layers.ContainsKey(spec.Layers[i]), $"spec.layers[{i}]", $"is {spec.Layers[i]}; the model has layers {Range(layers.Keys)}");
            violations.Require(seen.Add(spec.Layers[i]), $"spec.layers[{i}]", $"asks for layer {spec.Layers[i]} again; leave it out");
        }
    }

    private static string Range(Dictionary<int, AttentionLayer>.KeyCollection layers) => layers.Count == 0 ? "none" : $"{layers.Min()} to {layers.Max()}";
}
