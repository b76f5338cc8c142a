using System.Globalization;
using System.Runtime.InteropServices;
using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Hosting;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;
using Google.Protobuf;
using Google.Rpc;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Atlases;

/// <summary>Computes the attention of one sequence on demand; it is never stored.</summary>
internal sealed class AttentionReader(AtlasAccess access, TokenRows tokens, VectorReader vectors, IOptions<GatewayOptions> options)
{
    public async Task<GetAttentionResponse> ReadAsync(GetAttentionRequest request, CancellationToken cancellationToken)
    {
        var violations = new Violations();
        violations.Require(request.SequenceIndex >= 0, "sequence_index", $"is {request.SequenceIndex}; give 0 or more");
        violations.Require(Enum.IsDefined(request.Weighting), "weighting", $"is {(int)request.Weighting}; give PROBABILITY (1) or VALUE_NORM (2)");
        violations.ThrowIfAny();
        var job = await access.RequirePlannedAsync(request.JobId);
        var heads = request.Heads.Count == 0 ? job.Record.Heads() : request.Heads;
        foreach (var head in heads) RequireProductsOnly(AtlasAccess.RequireHead(job.Record, head.Layer, head.Head));
        var place = await tokens.FindAsync(job, request.SequenceIndex);
        Check(request, place.Drawn, [.. heads.Select(h => AtlasAccess.RequireHead(job.Record, h.Layer, h.Head))]);

        var response = new GetAttentionResponse
        {
            FirstRow = place.Sequence.FirstRow,
            Tokens = place.Sequence.Tokens,
            SourceTokens = place.Sequence.SourceTokens,
        };
        var hidden = request.HiddenPositions.ToHashSet();
        foreach (var head in heads)
        {
            cancellationToken.ThrowIfCancellationRequested();
            response.Heads.Add(await ReadHeadAsync(job, place, head, request.Weighting == AttentionWeighting.ValueNorm, hidden));
        }

        return response;
    }

    /// <summary>Biases, caps and sinks are not kept with an atlas; without them the answer would not be the model's attention.</summary>
    private static void RequireProductsOnly(AttentionLayer layer)
    {
        if (!layer.HasBias && !layer.HasLogitCap && !layer.HasSink) return;
        var beyond = layer.HasBias ? "adds a position bias to its logits" : layer.HasLogitCap ? "caps its logits" : "leaves part of its attention to a sink";
        throw Fault.Of(
            Code.Unimplemented, "ATTENTION_BEYOND_PRODUCTS",
            $"layer {layer.Layer} {beyond}, which an atlas does not keep; ask for other layers, or use its queries and keys (StreamVectors)",
            ("layer", layer.Layer.ToString(CultureInfo.InvariantCulture)));
    }

    private void Check(GetAttentionRequest request, DrawnSequence sequence, IReadOnlyList<AttentionLayer> layers)
    {
        var violations = new Violations();
        for (var i = 0; i < request.HiddenPositions.Count; i++)
        {
            var position = request.HiddenPositions[i];
            violations.Require(position >= 0 && position < sequence.Tokens, $"hidden_positions[{i}]", $"is {position}; the sequence has positions 0 to {sequence.Tokens - 1}");
        }

        violations.ThrowIfAny();
        var bytes = layers.Sum(l => sizeof(float) * (long)sequence.Length(l.QuerySide) * sequence.Length(l.KeySide));
        if (bytes <= options.Value.MaxAttentionBytes) return;
        throw Fault.Of(
            Code.ResourceExhausted, "ATTENTION_TOO_LARGE",
            $"{layers.Count} heads of {sequence.Tokens} tokens make {bytes} bytes, more than {options.Value.MaxAttentionBytes}; ask for fewer heads at a time",
            ("max_bytes", options.Value.MaxAttentionBytes.ToString(CultureInfo.InvariantCulture)));
    }

    private async Task<HeadAttention> ReadHeadAsync(PlannedJob job, SequencePlace place, HeadRef head, bool byValueNorm, HashSet<int> hidden)
    {
        var layer = AtlasAccess.RequireHead(job.Record, head.Layer, head.Head);
        var keyHead = HeadSelection.KeyHead(layer, head.Head);
        var (shard, width, drawn) = (place.Shard, layer.HeadWidth, place.Drawn);
        var (queryCount, keyCount) = (drawn.Length(layer.QuerySide), drawn.Length(layer.KeySide));
        // A chunk holds the rows of one shard and side.
        var (firstQuery, firstKey) = (place.StartInShard(layer.QuerySide), place.StartInShard(layer.KeySide));
        var queries = VectorChunk.Decode(await vectors.ReadChunkAsync(job.Record, VectorPart.Query, layer.Layer, head.Head, shard));
        var keys = VectorChunk.Decode(await vectors.ReadChunkAsync(job.Record, VectorPart.Key, layer.Layer, keyHead, shard));
        var norms = byValueNorm ? await vectors.ReadNormsAsync(job.Record, VectorPart.Value, layer.Layer, keyHead, shard) : null;
        var weights = AttentionMath.Weights(
            queries.AsSpan(firstQuery * width, queryCount * width), keys.AsSpan(firstKey * width, keyCount * width), width, layer.Scale, layer.Causal,
            norms?.AsSpan(firstKey, keyCount).ToArray(), Within(hidden, drawn, layer.QuerySide), Within(hidden, drawn, layer.KeySide));
        return new HeadAttention
        {
            Layer = head.Layer,
            Head = head.Head,
            Weights = new Tensor { DataType = DataType.Float32, Shape = { queryCount, keyCount }, Data = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(weights)) },
            QueryRow = drawn.RowOf(layer.QuerySide),
            KeyRow = drawn.RowOf(layer.KeySide),
        };
    }

    /// <summary>Hidden tokens counted over the whole sequence, as places within one side.</summary>
    private static HashSet<int> Within(HashSet<int> hidden, DrawnSequence sequence, TokenSide side)
    {
        var before = sequence.RowOf(side) - sequence.Row;
        return [.. hidden.Select(h => h - before).Where(h => h >= 0 && h < sequence.Length(side))];
    }
}
