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
        Check(request, place.Sequence.Tokens, heads.Count);

        var response = new GetAttentionResponse { FirstRow = place.Sequence.FirstRow, Tokens = place.Sequence.Tokens };
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

    private void Check(GetAttentionRequest request, int length, int heads)
    {
        var violations = new Violations();
        for (var i = 0; i < request.HiddenPositions.Count; i++)
        {
            var position = request.HiddenPositions[i];
            violations.Require(position >= 0 && position < length, $"hidden_positions[{i}]", $"is {position}; the sequence has positions 0 to {length - 1}");
        }

        violations.ThrowIfAny();
        var bytes = sizeof(float) * (long)length * length * heads;
        if (bytes <= options.Value.MaxAttentionBytes) return;
        throw Fault.Of(
            Code.ResourceExhausted, "ATTENTION_TOO_LARGE",
            $"{heads} heads of {length} tokens make {bytes} bytes, more than {options.Value.MaxAttentionBytes}; ask for fewer heads at a time",
            ("max_bytes", options.Value.MaxAttentionBytes.ToString(CultureInfo.InvariantCulture)));
    }

    private async Task<HeadAttention> ReadHeadAsync(PlannedJob job, SequencePlace place, HeadRef head, bool byValueNorm, HashSet<int> hidden)
    {
        var layer = AtlasAccess.RequireHead(job.Record, head.Layer, head.Head);
        var keyHead = HeadSelection.KeyHead(layer, head.Head);
        var (shard, width, length) = (place.Shard, layer.HeadWidth, place.Sequence.Tokens);
        var first = (int)(place.Sequence.FirstRow - job.Plan[shard].FirstRow);
        var queries = VectorChunk.Decode(await vectors.ReadChunkAsync(job.Record, VectorPart.Query, layer.Layer, head.Head, shard));
        var keys = VectorChunk.Decode(await vectors.ReadChunkAsync(job.Record, VectorPart.Key, layer.Layer, keyHead, shard));
        var norms = byValueNorm ? await vectors.ReadNormsAsync(job.Record, VectorPart.Value, layer.Layer, keyHead, shard) : null;
        var weights = AttentionMath.Weights(
            queries.AsSpan(first * width, length * width), keys.AsSpan(first * width, length * width), width, layer.Scale, layer.Causal,
            norms?.AsSpan(first, length).ToArray(), hidden);
        return new HeadAttention
        {
            Layer = head.Layer,
            Head = head.Head,
            Weights = new Tensor { DataType = DataType.Float32, Shape = { length, length }, Data = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(weights)) },
        };
    }
}
