using AttentionViz.Cli.Running;
using AttentionViz.Extractor.Running;

namespace AttentionViz.Cli.Local;

/// <summary>The layers of a model that a user asked for.</summary>
internal static class WantedLayers
{
    /// <param name="numbers">Null or empty = all.</param>
    public static IReadOnlyList<AttentionLayer> Of(ModelDescriptor model, IReadOnlyList<int>? numbers, bool allowUnverified)
    {
        var wanted = numbers is { Count: > 0 } ? numbers.ToHashSet() : [.. model.Layers.Select(l => l.Layer)];
        var unknown = wanted.Except(model.Layers.Select(l => l.Layer)).Order().ToList();
        if (unknown.Count > 0)
            throw ToolException.Unusable($"--layers: layer {unknown[0]} is not in model '{model.Name}', which has layers 0 to {model.Layers.Count - 1}");
        var layers = model.Layers.Where(l => wanted.Contains(l.Layer)).ToList();
        if (layers.Find(l => !l.IsVerified) is { } doubtful && !allowUnverified)
        {
            throw ToolException.Unusable(
                $"layer {doubtful.Layer} of model '{model.Name}' could not be reproduced to {ModelOptions.Tolerance}; leave it out with --layers, or take it with --allow-unverified");
        }

        return layers;
    }
}
