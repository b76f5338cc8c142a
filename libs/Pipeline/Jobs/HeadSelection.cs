using AttentionViz.V1;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>Which heads of a model a job asks for.</summary>
public static class HeadSelection
{
    /// <summary>Heads by layer, then head: those of <c>heads</c>, else all of <c>layers</c>, else all.</summary>
    public static IReadOnlyList<HeadRef> Of(JobSpec spec, Model model)
    {
        var layers = spec.Layers.Count == 0 ? null : spec.Layers.ToHashSet();
        var heads = spec.Heads.Count == 0 ? null : spec.Heads.Select(h => (h.Layer, h.Head)).ToHashSet();
        return
        [
            .. from layer in model.Layers
               where layers is null || layers.Contains(layer.Layer)
               from head in Enumerable.Range(0, layer.Heads)
               where heads is null || heads.Contains((layer.Layer, head))
               orderby layer.Layer, head
               select new HeadRef { Layer = layer.Layer, Head = head },
        ];
    }

    /// <summary>Whether <see cref="Of"/> holds a head, without making the list.</summary>
    public static bool Contains(JobSpec spec, Model model, int layer, int head) =>
        head >= 0 && model.Layers.Any(l => l.Layer == layer && head < l.Heads)
        && (spec.Layers.Count == 0 || spec.Layers.Contains(layer))
        && (spec.Heads.Count == 0 || spec.Heads.Any(h => h.Layer == layer && h.Head == head));

    /// <summary>The key head a query head reads.</summary>
    public static int KeyHead(AttentionLayer layer, int head) => layer.KeyHeadOf[head];
}
