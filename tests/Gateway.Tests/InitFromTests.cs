using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;
using Google.Protobuf;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests;

public sealed class InitFromTests(GatewayHost host)
{
    private const string SameText = "one two\nthree four\n";

    [Fact]
    public async Task SubmitJob_FromASucceededJobOfTheSameTokens_IsTaken()
    {
        var earlier = await EndedAsync(JobState.Succeeded);

        var inline = await host.SubmitAsync(r => r.Spec.InitFrom = earlier.JobId);
        var corpus = await host.UploadAsync(SameText);
        var uploaded = await host.SubmitAsync(r => (r.InlineCorpus, r.Spec.CorpusId, r.Spec.InitFrom, r.Spec.TokenBudget) = (null, corpus.CorpusId, earlier.JobId, 1000));

        Assert.All([inline, uploaded], job => Assert.Equal((JobState.Queued, earlier.JobId), (job.State, job.Spec.InitFrom)));
    }

    [Fact]
    public async Task SubmitJob_FromAJobThatIsNotThere_SaysSo() => await Faults.AssertAsync(
        () => host.SubmitAsync(r => r.Spec.InitFrom = "gone"), StatusCode.NotFound, "JOB_NOT_FOUND", "'gone'", "ListJobs");

    [Theory]
    [InlineData(JobState.Failed)]
    [InlineData(JobState.Queued)]
    public async Task SubmitJob_FromAJobWithoutMaps_IsRefused(JobState state)
    {
        var earlier = await EndedAsync(state);
        await Faults.AssertAsync(
            () => host.SubmitAsync(r => r.Spec.InitFrom = earlier.JobId), StatusCode.FailedPrecondition, "INIT_FROM_NOT_SUCCEEDED", state.ToString(), "SUCCEEDED");
    }

    [Fact]
    public async Task SubmitJob_FromAJobOfOtherTokens_NamesEveryFieldAndRemedy()
    {
        var earlier = await EndedAsync(JobState.Succeeded);

        var violations = await Faults.AssertAsync(
            () => host.SubmitAsync(r =>
            {
                (r.Spec.InitFrom, r.Spec.Seed, r.Spec.TokenBudget) = (earlier.JobId, 4, 77);
                r.InlineCorpus.Content = ByteString.CopyFromUtf8("one two\n");
            }), StatusCode.InvalidArgument, "INIT_FROM_OTHER_TOKENS", "give 1000");

        Assert.Equal(["spec.seed", "spec.token_budget", "inline_corpus.content"], violations.Select(v => v.Split(':')[0]));
    }

    private async Task<Job> EndedAsync(JobState state)
    {
        var job = await host.SubmitAsync();
        if (state != JobState.Queued) Assert.True(await host.Get<JobStore>().TryMoveAsync(job.JobId, [JobState.Queued], state));
        return job;
    }
}
