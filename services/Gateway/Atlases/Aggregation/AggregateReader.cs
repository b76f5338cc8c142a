using AttentionViz.Gateway.Caching;
using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Hosting;
using AttentionViz.V1;
using Google.Protobuf;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Atlases.Aggregation;

/// <summary>Computes the mean attention by position on demand.</summary>
internal sealed class AggregateReader(AtlasAccess access, AggregateSelection selection, HeadAggregation heads, HeadWork work, JobCache cache, IOptions<GatewayOptions> options)
{
    private const int DefaultPositions = 64;
    private const int MostPositions = 4096;

    // Longer requests name sequences or heads that few others will name.
    private const int LongestKept = 256;

    public async Task<GetAggregateAttentionResponse> ReadAsync(GetAggregateAttentionRequest request, CancellationToken cancellationToken)
    {
        Check(request);
        var job = await access.RequirePlannedAsync(request.JobId);
        // Vectors that the job drops when it ends are to be gone for everyone.
        if (!job.Record.Spec.RetainVectors || request.CalculateSize() > LongestKept) return await ComputeAsync(job, request, cancellationToken);
        var part = $"aggregate:{request.ToByteString().ToBase64()}";
        if (cache.TryGet<GetAggregateAttentionResponse>(job.JobId, part, out var known)) return known;
        var response = await ComputeAsync(job, request, cancellationToken);
        cache.Keep(job.JobId, part, response, response.CalculateSize() + 1024);
        return response;
    }

    private static void Check(GetAggregateAttentionRequest request)
    {
        var violations = new Violations();
        violations.CheckWeighting(request.Weighting);
        violations.Require(
            request.MaxPositions is >= 0 and <= MostPositions, "max_positions", $"is {request.MaxPositions}; give 1 to {MostPositions}, or 0 for {DefaultPositions}");
        for (var i = 0; i < request.SequenceIndices.Count; i++)
            violations.Require(request.SequenceIndices[i] >= 0, $"sequence_indices[{i}]", $"is {request.SequenceIndices[i]}; give 0 or more");
        violations.ThrowIfAny();
    }

    private async Task<GetAggregateAttentionResponse> ComputeAsync(PlannedJob job, GetAggregateAttentionRequest request, CancellationToken cancellationToken)
    {
        var asked = AttentionRules.RequireHeads(job.Record, request.Heads);
        var shards = await selection.FindAsync(job, request, cancellationToken);
        var sums = asked.Select(h => (Rows: Extent(h.Layer.QuerySide), Columns: Extent(h.Layer.KeySide))).ToList();
        AttentionRules.RequireRoom(
            sums.Sum(s => AggregateSum.BytesPerPair * (long)s.Rows * s.Columns), options.Value.MaxAttentionBytes,
            $"{asked.Count} heads of {sums.Max(s => Math.Max(s.Rows, s.Columns))} positions", "ask for fewer heads at a time, or lower max_positions");

        var means = await work.RunAsync(
            [.. asked.Zip(sums)],
            async (head, stop) =>
            {
                var ((layer, index), (rows, columns)) = head;
                var sum = new AggregateSum(rows, columns);
                await heads.AddAsync(job, layer, index, shards, request.Weighting == AttentionWeighting.ValueNorm, sum, stop);
                return sum.Result(layer.Layer, index);
            },
            cancellationToken);
        return new GetAggregateAttentionResponse { Sequences = shards.Sum(s => (long)s.Sequences.Count), Heads = { means } };

        // Positions that any of the sequences has.
        int Extent(TokenSide side) => Math.Min(
            request.MaxPositions == 0 ? DefaultPositions : request.MaxPositions,
            shards.SelectMany(s => s.Sequences).Select(s => s.Length(side)).DefaultIfEmpty().Max());
    }
}
