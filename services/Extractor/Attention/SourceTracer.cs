using AttentionViz.Extractor.Onnx;
using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Running.Inputs;

namespace AttentionViz.Extractor.Attention;

/// <summary>Tells self- from cross-attention by where queries and keys come from.</summary>
internal static class SourceTracer
{
    public static AttentionKind Kind(GraphIndex graph, string query, string key)
    {
        var queryInputs = Fed(graph, query);
        var keyInputs = Fed(graph, key);
        // Within one sequence both sides have seen the same inputs; across sequences one side has not
        // yet seen the other's, or has it only on its own side.
        return queryInputs.SetEquals(keyInputs) ? AttentionKind.Self : AttentionKind.Cross;
    }

    /// <summary>Inputs that carry content. Positions, masks and cached keys may join one side alone and say nothing about its source.</summary>
    private static HashSet<string> Fed(GraphIndex graph, string tensor)
    {
        var inputs = graph.InputsBehind(tensor);
        inputs.RemoveWhere(name => !IsContent(graph, name));
        return inputs;
    }

    private static bool IsContent(GraphIndex graph, string input) =>
        InputSlot.Match(graph.Inputs.First(i => i.Name == input), onlyIntegers: false)?.Role is
            null or InputRole.TokenIds or InputRole.DecoderIds or InputRole.Pixels or InputRole.EncoderStates or InputRole.Embeddings
        && !IsCache(graph, input);

    /// <summary>Caches that their names do not give away.</summary>
    private static bool IsCache(GraphIndex graph, string input) =>
        graph.Inputs.First(i => i.Name == input).Type?.TensorType?.Shape?.Dim.Count is 4 or 5 or 6
        && graph.ConsumersOf(input).Any(node => node.Is("Concat") || node.Is("Gather") || node.Is("Split") || node.Domain.Length > 0);
}
