using System.Runtime.InteropServices;
using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests;

public sealed class AggregateAttentionTests(GatewayHost host)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AttentionWeighting.Unspecified, new long[0], 0, false, false)]
    [InlineData(AttentionWeighting.ValueNorm, new long[0], 6, false, false)]
    [InlineData(AttentionWeighting.Probability, new long[] { 11, 0, 11 }, 4096, true, false)]
    [InlineData(AttentionWeighting.ValueNorm, new long[] { 2, 9, 10 }, 5, true, false)]
    [InlineData(AttentionWeighting.Probability, new long[0], 1, false, false)]
    [InlineData(AttentionWeighting.Probability, new long[0], 0, true, true)]
    public async Task GetAggregateAttention_SomeHeads_EqualsMeanOfSequences(AttentionWeighting weighting, long[] indices, int most, bool withoutSpecial, bool images)
    {
        var job = await SeededJob.CreateAsync(host, repeat: indices.Length == 0 ? 4 : 1, images: images);
        var request = new GetAggregateAttentionRequest
        {
            JobId = job.JobId,
            Weighting = weighting,
            SequenceIndices = { indices },
            MaxPositions = most,
            WithoutSpecial = withoutSpecial,
            Heads = { new HeadRef { Layer = 0, Head = 3 }, new HeadRef { Layer = 1 } },
        };

        var answer = await host.Atlas.GetAggregateAttentionAsync(request, cancellationToken: Token);

        var sequences = Sequences(job).Where(s => indices.Length == 0 || indices.Contains(s.Index)).ToList();
        Assert.Equal(sequences.Count, answer.Sequences);
        Assert.Equal([(0, 3), (1, 0)], answer.Heads.Select(h => (h.Layer, h.Head)));
        foreach (var head in answer.Heads)
        {
            var (means, counts, extent) = await MeanAsync(job, head, weighting, sequences, most == 0 ? 64 : most, withoutSpecial);
            Assert.Equal([extent, extent], head.Weights.Shape);
            Assert.Equal([extent, extent], head.Counts.Shape);
            Assert.Equal(counts, MemoryMarshal.Cast<byte, int>(head.Counts.Data.Span).ToArray());
            var weights = MemoryMarshal.Cast<byte, float>(head.Weights.Data.Span).ToArray();
            for (var i = 0; i < means.Length; i++) Assert.Equal(means[i], weights[i], 1e-5);
            foreach (var row in weights.Chunk(extent)) Assert.Contains(Math.Round(row.Sum(w => (double)w), 4), new[] { 0.0, 1.0 });
        }

        Assert.Equal(answer, await host.Atlas.GetAggregateAttentionAsync(request, cancellationToken: Token));
    }

    [Fact]
    public async Task GetAggregateAttention_WrongRequests_SayWhy()
    {
        var job = await SeededJob.CreateAsync(host, repeat: 2);
        Task Call(Action<GetAggregateAttentionRequest> change)
        {
            var request = new GetAggregateAttentionRequest { JobId = job.JobId };
            change(request);
            return host.Atlas.GetAggregateAttentionAsync(request).ResponseAsync;
        }

        await Faults.AssertAsync(() => Call(r => r.SequenceIndices.Add([0, 1])), StatusCode.NotFound, "SEQUENCE_NOT_DRAWN", "sequence 1 is not among the 10");
        await Faults.AssertAsync(() => Call(r => r.SequenceIndices.Add(-1)), StatusCode.InvalidArgument, "INVALID_REQUEST", "sequence_indices[0]");
        await Faults.AssertAsync(() => Call(r => r.MaxPositions = 4097), StatusCode.InvalidArgument, "INVALID_REQUEST", "max_positions is 4097; give 1 to 4096");
        await Faults.AssertAsync(() => Call(r => r.Weighting = (AttentionWeighting)7), StatusCode.InvalidArgument, "INVALID_REQUEST", "weighting");
        await Faults.AssertAsync(() => Call(r => r.Heads.Add(new HeadRef { Layer = 3 })), StatusCode.NotFound, "HEAD_NOT_IN_JOB");
        await Faults.AssertAsync(() => Call(r => r.JobId = "nobody"), StatusCode.NotFound, "JOB_NOT_FOUND");
        // 50 heads of 9 x 9 positions of 8 bytes: the host takes 4096.
        await Faults.AssertAsync(
            () => Call(r => r.Heads.Add(Enumerable.Repeat(new HeadRef(), 50))), StatusCode.ResourceExhausted, "ATTENTION_TOO_LARGE", "50 heads of 9 positions make 32400 bytes", "lower max_positions");
        var bare = await SeededJob.CreateAsync(host, retain: false);
        await Faults.AssertAsync(() => Call(r => r.JobId = bare.JobId), StatusCode.FailedPrecondition, "VECTORS_NOT_RETAINED");
        var biased = await SeededJob.CreateAsync(host, change: m => m.Layers[0].HasBias = true);
        await Faults.AssertAsync(() => Call(r => r.JobId = biased.JobId), StatusCode.Unimplemented, "ATTENTION_BEYOND_PRODUCTS", "layer 0");
    }

    [Fact]
    public async Task GetAggregateAttention_DeadlinePasses_IsToldAndGivenUp()
    {
        await using var gateway = await HeldGateway.StartAsync();
        var job = await SeededJob.CreateAsync(gateway.Host);
        gateway.Store.HoldFrom("HGET vectors");
        var call = gateway.Host.Atlas.GetAggregateAttentionAsync(
            new GetAggregateAttentionRequest { JobId = job.JobId }, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(2), cancellationToken: Token).ResponseAsync;
        var e = await Assert.ThrowsAsync<RpcException>(() => call);
        Assert.Equal(StatusCode.DeadlineExceeded, e.StatusCode);
        gateway.Store.Release();
        // The slots of those who gave up are free again.
        var answer = await gateway.Host.Atlas.GetAggregateAttentionAsync(new GetAggregateAttentionRequest { JobId = job.JobId }, cancellationToken: Token);
        Assert.Equal(6, answer.Heads.Count);
    }

    private static IEnumerable<(long Index, int Length)> Sequences(SeededJob job) =>
        job.Plan.SelectMany((plan, shard) => plan.Sampled.Zip(plan.Lengths, (place, length) => (4L * shard + place, length)));

    /// <summary>By the definition, from the attention of each sequence as GetAttention tells it, which other tests hold against a softmax of their own.</summary>
    private async Task<(double[] Means, int[] Counts, int Extent)> MeanAsync(
        SeededJob job, AggregateAttention head, AttentionWeighting weighting, List<(long Index, int Length)> sequences, int most, bool withoutSpecial)
    {
        var extent = Math.Min(most, sequences.Max(s => s.Length));
        var causal = job.Record.Model.Layers[head.Layer].Causal;
        var (sums, counts) = (new double[extent * extent], new int[extent * extent]);
        foreach (var (index, length) in sequences)
        {
            var request = new GetAttentionRequest { JobId = job.JobId, SequenceIndex = index, Weighting = weighting, Heads = { new HeadRef { Layer = head.Layer, Head = head.Head } } };
            // The first token of every sequence made up is special.
            if (withoutSpecial) request.HiddenPositions.Add(0);
            var answer = await host.Atlas.GetAttentionAsync(request, cancellationToken: Token);
            var weights = MemoryMarshal.Cast<byte, float>(answer.Heads[0].Weights.Data.Span).ToArray();
            for (var i = 0; i < Math.Min(extent, length); i++)
            {
                for (var j = 0; j < Math.Min(extent, length); j++)
                {
                    if ((causal && j > i) || (withoutSpecial && (i == 0 || j == 0))) continue;
                    sums[i * extent + j] += weights[i * length + j];
                    counts[i * extent + j]++;
                }
            }
        }

        var means = sums.Zip(counts, (sum, count) => count > 0 ? sum / count : 0).Chunk(extent).SelectMany(Rescaled).ToArray();
        return (means, counts, extent);
    }

    private static IEnumerable<double> Rescaled(double[] row) => row.Sum() is > 0 and var sum ? row.Select(v => v / sum) : row;
}
