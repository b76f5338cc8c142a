using System.Runtime.InteropServices;
using AttentionViz.Gateway.Atlases.Parts;
using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Hosting;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.V1;
using Google.Protobuf;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Atlases;

/// <summary>Computes the attention of one sequence on demand; it is never stored.</summary>
internal sealed class AttentionReader(AtlasAccess access, TokenRows tokens, VectorReader vectors, IOptions<GatewayOptions> options)
{
    // Heads whose vectors are held at once, twice: a shard of one may take some hundred KiB.
    private const int HeadsAtOnce = 16;

    public async Task<GetAttentionResponse> ReadAsync(GetAttentionRequest request, CancellationToken cancellationToken)
    {
        var violations = new Violations();
        violations.Require(request.SequenceIndex >= 0, "sequence_index", $"is {request.SequenceIndex}; give 0 or more");
        violations.CheckWeighting(request.Weighting);
        violations.ThrowIfAny();
        var job = await access.RequirePlannedAsync(request.JobId);
        var heads = AttentionRules.RequireHeads(job.Record, request.Heads);
        var place = await tokens.FindAsync(job, request.SequenceIndex);
        Check(request, place.Drawn, heads);

        var response = new GetAttentionResponse
        {
            FirstRow = place.Sequence.FirstRow,
            Tokens = place.Sequence.Tokens,
            SourceTokens = place.Sequence.SourceTokens,
        };
        var hidden = request.HiddenPositions.ToHashSet();
        var batches = heads.Chunk(HeadsAtOnce).ToList();
        var reading = ReadAsync(0);
        for (var i = 0; i < batches.Count; i++)
        {
            var read = await reading;
            if (i + 1 < batches.Count) reading = ReadAsync(i + 1);
            foreach (var ((layer, head), shard) in batches[i].Zip(read))
            {
                cancellationToken.ThrowIfCancellationRequested();
                response.Heads.Add(Compute(place, layer, head, shard, hidden));
            }
        }

        return response;

        // All reads of a batch go to the store in one trip.
        Task<ShardVectors[]> ReadAsync(int batch) => Task.WhenAll(batches[batch].Select(h =>
            vectors.ReadShardAsync(job.Record, h.Layer, h.Head, place.Shard, request.Weighting == AttentionWeighting.ValueNorm)));
    }

    private void Check(GetAttentionRequest request, DrawnSequence sequence, IReadOnlyList<(AttentionLayer Layer, int Head)> heads)
    {
        var violations = new Violations();
        for (var i = 0; i < request.HiddenPositions.Count; i++)
        {
            var position = request.HiddenPositions[i];
            violations.Require(position >= 0 && position < sequence.Tokens, $"hidden_positions[{i}]", $"is {position}; the sequence has positions 0 to {sequence.Tokens - 1}");
        }

        violations.ThrowIfAny();
        AttentionRules.RequireRoom(
            heads.Sum(h => sizeof(float) * (long)sequence.Length(h.Layer.QuerySide) * sequence.Length(h.Layer.KeySide)),
            options.Value.MaxAttentionBytes, $"{heads.Count} heads of {sequence.Tokens} tokens", "ask for fewer heads at a time");
    }

    private static HeadAttention Compute(SequencePlace place, AttentionLayer layer, int head, ShardVectors shard, HashSet<int> hidden)
    {
        var drawn = place.Drawn;
        var (queryCount, keyCount) = (drawn.Length(layer.QuerySide), drawn.Length(layer.KeySide));
        // A chunk holds the rows of one shard and side.
        var (firstQuery, firstKey) = (place.StartInShard(layer.QuerySide), place.StartInShard(layer.KeySide));
        var weights = AttentionMath.Weights(
            shard.QueriesOf(firstQuery, queryCount), shard.KeysOf(firstKey, keyCount), layer.HeadWidth, layer.Scale, layer.Causal,
            shard.NormsOf(firstKey, keyCount), Within(hidden, drawn, layer.QuerySide), Within(hidden, drawn, layer.KeySide));
        return new HeadAttention
        {
            Layer = layer.Layer,
            Head = head,
            Weights = new Tensor { DataType = DataType.Float32, Shape = { queryCount, keyCount }, Data = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(weights)) },
            QueryRow = drawn.RowOf(layer.QuerySide),
            KeyRow = drawn.RowOf(layer.KeySide),
        };
    }

    /// <summary>Hidden tokens counted over the whole sequence, as places within one side.</summary>
    private static HashSet<int> Within(HashSet<int> hidden, DrawnSequence sequence, TokenSide side)
    {
        if (hidden.Count == 0) return hidden;
        var before = sequence.RowOf(side) - sequence.Row;
        return [.. hidden.Select(h => h - before).Where(h => h >= 0 && h < sequence.Length(side))];
    }
}
