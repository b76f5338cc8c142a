using AttentionViz.Gateway.Caching;
using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Hosting;
using AttentionViz.V1;
using Google.Protobuf;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Atlases.Aggregation;

/// <summary>Computes the mean attention by position on demand.</summary>
internal sealed class AggregateReader(AtlasAccess access, AggregateSelection selection, HeadAggregation heads, JobCache cache, IOptions<GatewayOptions> options)
    : IDisposable
{
    private const int DefaultPositions = 64;
    private const int MostPositions = 4096;

    // Longer requests name sequences or heads that few others will name.
    private const int LongestKept = 256;

    // Heads of all calls that are worked on at once: each takes a core, and holds vectors while it does.
    private readonly SemaphoreSlim _slots = new(Environment.ProcessorCount);

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

    public void Dispose() => _slots.Dispose();

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

        var means = new AggregateAttention[asked.Count];
        await Parallel.ForAsync(
            0, asked.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken }, async (i, stop) =>
            {
                await _slots.WaitAsync(stop);
                try
                {
                    var sum = new AggregateSum(sums[i].Rows, sums[i].Columns);
                    await heads.AddAsync(job, asked[i].Layer, asked[i].Head, shards, request.Weighting == AttentionWeighting.ValueNorm, sum, stop);
                    means[i] = sum.Result(asked[i].Layer.Layer, asked[i].Head);
                }
                finally
                {
                    _slots.Release();
                }
            });
        return new GetAggregateAttentionResponse { Sequences = shards.Sum(s => (long)s.Sequences.Count), Heads = { means } };

        // Positions that any of the sequences has.
        int Extent(TokenSide side) => Math.Min(
            request.MaxPositions == 0 ? DefaultPositions : request.MaxPositions,
            shards.SelectMany(s => s.Sequences).Select(s => s.Length(side)).DefaultIfEmpty().Max());
    }
}
