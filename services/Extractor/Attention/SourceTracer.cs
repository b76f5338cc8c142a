using AttentionViz.Extractor.Onnx;
using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Running.Inputs;
using TokenSide = AttentionViz.V1.TokenSide;

namespace AttentionViz.Extractor.Attention;

/// <summary>Tells self- from cross-attention, and the sides of a model fed from two, by where queries and keys come from.</summary>
internal static class SourceTracer
{
    /// <summary>The site with its kind and sides.</summary>
    public static AttentionSite Place(GraphIndex graph, AttentionSite site, string query, string key)
    {
        var (queryInputs, keyInputs) = (Fed(graph, query), Fed(graph, key));
        var target = TargetInput(graph);
        TokenSide Side(HashSet<string> fed) => target is null ? TokenSide.Unspecified : fed.Contains(target) ? TokenSide.Target : TokenSide.Source;
        return site with { Kind = Kind(queryInputs, keyInputs), QuerySide = Side(queryInputs), KeySide = Side(keyInputs) };
    }

    private static AttentionKind Kind(HashSet<string> queryInputs, HashSet<string> keyInputs) =>
        // Within one sequence both sides have seen the same inputs; across sequences one side has not
        // yet seen the other's, or has it only on its own side.
        queryInputs.SetEquals(keyInputs) ? AttentionKind.Self : AttentionKind.Cross;

    /// <summary>
    /// The input by which the target comes in: all that descends from it is of the target's side, for the decoder mixes the
    /// encoder's states into its own, never the other way round. Null in a graph fed by one sequence.
    /// </summary>
    private static string? TargetInput(GraphIndex graph)
    {
        var roles = graph.Inputs.Select(i => (i.Name, InputSlot.Match(i, onlyIntegers: false)?.Role)).ToList();
        string? Of(InputRole role) => roles.FirstOrDefault(r => r.Role == role).Name;
        var decoder = Of(InputRole.DecoderIds);
        return Of(InputRole.EncoderStates) is not null ? decoder ?? Of(InputRole.TokenIds)
            : Of(InputRole.TokenIds) is not null ? decoder
            : null;
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
