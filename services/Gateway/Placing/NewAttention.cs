using System.Globalization;
using System.Runtime.InteropServices;
using AttentionViz.Gateway.Atlases;
using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Hosting;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Placing;
using AttentionViz.V1;
using Google.Protobuf;
using Google.Rpc;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Placing;

/// <summary>Attention within new sequences, from their queries and keys.</summary>
internal sealed class NewAttention(PlacingStore placings, IOptions<GatewayOptions> options)
{
    private static readonly HashSet<int> NothingHidden = [];

    /// <summary>The new sequences, each where its rows are.</summary>
    public static IReadOnlyList<DrawnSequence> SequencesOf(StreamTokensResponse tokens)
    {
        var sequences = new List<DrawnSequence>();
        var source = 0;
        foreach (var info in tokens.Sequences)
        {
            sequences.Add(new DrawnSequence((int)info.FirstRow, info.Tokens, info.SourceTokens, source));
            source += info.SourceTokens;
        }

        return sequences;
    }

    /// <summary>Refuses what would make a head's message too large; known only once the tokens are.</summary>
    public void CheckSize(CheckedPlacing placing, IReadOnlyList<DrawnSequence> sequences)
    {
        var largest = placing.Placing.Wanted.Heads.Select(h => LayerOf(placing, h.Layer)).Where(ProductsOnly.Holds)
            .Select(l => sequences.Sum(s => sizeof(float) * (long)s.Length(l.QuerySide) * s.Length(l.KeySide))).DefaultIfEmpty().Max();
        if (largest <= options.Value.MaxAttentionBytes) return;
        throw Fault.Of(
            Code.ResourceExhausted, "ATTENTION_TOO_LARGE",
            $"the attention of {sequences.Count} sequences makes {largest} bytes a head, more than {options.Value.MaxAttentionBytes}; send fewer or shorter sequences at a time, or leave with_attention out",
            ("max_bytes", options.Value.MaxAttentionBytes.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>One a sequence; none where more than queries and keys decides the attention of the layer.</summary>
    public async Task<IReadOnlyList<HeadAttention>> OfAsync(
        CheckedPlacing placing, IReadOnlyList<DrawnSequence> sequences, int layerIndex, int head, CancellationToken cancellationToken)
    {
        var layer = LayerOf(placing, layerIndex);
        if (!ProductsOnly.Holds(layer)) return [];
        var (id, keyHead, width) = (placing.Placing.PlacingId, HeadSelection.KeyHead(layer, head), layer.HeadWidth);
        var queries = await placings.ReadRowsAsync(id, VectorPart.Query, layerIndex, head) ?? throw AtlasAccess.Gone(placing.Job.JobId);
        var keys = await placings.ReadRowsAsync(id, VectorPart.Key, layerIndex, keyHead) ?? throw AtlasAccess.Gone(placing.Job.JobId);
        var norms = placing.Placing.Wanted.Weighting != AttentionWeighting.ValueNorm
            ? null
            : await placings.ReadValueNormsAsync(id, layerIndex, keyHead) ?? throw AtlasAccess.Gone(placing.Job.JobId);
        var all = new List<HeadAttention>(sequences.Count);
        foreach (var sequence in sequences)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (queryCount, keyCount) = (sequence.Length(layer.QuerySide), sequence.Length(layer.KeySide));
            var (firstQuery, firstKey) = (sequence.Start(layer.QuerySide), sequence.Start(layer.KeySide));
            var weights = AttentionMath.Weights(
                queries.AsSpan(firstQuery * width, queryCount * width), keys.AsSpan(firstKey * width, keyCount * width), width, layer.Scale, layer.Causal,
                norms?.AsSpan(firstKey, keyCount).ToArray(), NothingHidden, NothingHidden);
            all.Add(new HeadAttention
            {
                Layer = layerIndex,
                Head = head,
                Weights = new Tensor { DataType = DataType.Float32, Shape = { queryCount, keyCount }, Data = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(weights)) },
                QueryRow = sequence.RowOf(layer.QuerySide),
                KeyRow = sequence.RowOf(layer.KeySide),
            });
        }

        return all;
    }

    private static AttentionLayer LayerOf(CheckedPlacing placing, int layer) => placing.Job.Model.Layers.First(l => l.Layer == layer);
}
