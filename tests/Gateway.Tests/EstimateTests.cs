using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests;

public sealed class EstimateTests(GatewayHost host)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EstimateJob_InlineCorpus_CountsItAndKeepsNothing()
    {
        await using var alone = new GatewayHost();
        await alone.InitializeAsync();
        var before = await alone.KeysAsync();

        var estimate = await alone.Jobs.EstimateJobAsync(
            new EstimateJobRequest { Spec = new JobSpec { ModelId = DemoModels.Gpt }, InlineCorpus = Calls.Text("one two three\n\nfour five six\n") }, cancellationToken: Token);

        Assert.Equal(before.Order(), (await alone.KeysAsync()).Order());
        Assert.Equal((6, 2L, EstimateBasis.Default, 0), (estimate.Heads, estimate.CorpusSequences, estimate.TokensBasis, estimate.JobsAhead));
        Assert.InRange(estimate.CorpusTokens, 2, 20);
        Assert.Equal(estimate.CorpusTokens, estimate.SampledTokens);
        Assert.Equal((3, 1000), (estimate.Spec.Maps.Count, estimate.Spec.TokenBudget));
        Assert.All(estimate.Stages, s => Assert.Equal(EstimateBasis.Default, s.Basis));
    }

    [Fact]
    public async Task EstimateJob_WhatSubmitJobRefuses_IsRefusedAlike()
    {
        await Faults.AssertAsync(
            async () => await host.Jobs.EstimateJobAsync(new EstimateJobRequest { Spec = new JobSpec { ModelId = DemoModels.Gpt, TokenBudget = 0 }, InlineCorpus = Calls.Text("a\n") }),
            StatusCode.InvalidArgument, "INVALID_JOB_SPEC", "spec.token_budget is 0");
        await Faults.AssertAsync(
            async () => await host.Jobs.EstimateJobAsync(new EstimateJobRequest { Spec = new JobSpec { ModelId = DemoModels.Gpt }, InlineCorpus = Calls.Text("\n") }),
            StatusCode.InvalidArgument, "CORPUS_FORMAT");
    }

    [Fact]
    public async Task EstimateJob_OtherJobsWait_CountsThoseThatGoFirst()
    {
        await using var alone = new GatewayHost();
        await alone.InitializeAsync();
        foreach (var priority in new[] { JobPriority.Low, JobPriority.Normal, JobPriority.High }) await alone.SubmitAsync(r => r.Spec.Priority = priority);

        async Task<int> AheadAsync(JobPriority priority) => (await alone.Jobs.EstimateJobAsync(
            new EstimateJobRequest { Spec = new JobSpec { ModelId = DemoModels.Gpt, Priority = priority }, InlineCorpus = Calls.Text("a b\n") }, cancellationToken: Token)).JobsAhead;

        Assert.Equal((3, 2, 1), (await AheadAsync(JobPriority.Low), await AheadAsync(JobPriority.Normal), await AheadAsync(JobPriority.High)));
    }
}
