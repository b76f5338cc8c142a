using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests;

/// <summary>What is refused of reuse_vectors_of.</summary>
public sealed class ReuseFaultTests(GatewayHost host)
{
    private static readonly Dictionary<string, (Action<SubmitJobRequest> Spoil, string Field, string Says)> Other = new()
    {
        ["model"] = (r => r.Spec.ModelId = DemoModels.Ids, "spec.model_id", $"is {DemoModels.Ids}, but job"),
        ["corpus"] = (r => r.Spec.CorpusId = "other", "spec.corpus_id", "has seeded; give that, or leave it out"),
        ["budget"] = (r => r.Spec.TokenBudget = 7, "spec.token_budget", "is 7, but job"),
        ["length"] = (r => r.Spec.MaxSequenceTokens = 9, "spec.max_sequence_tokens", "is 9, but job"),
        ["unfit"] = (r => r.Spec.UnfitSequences = UnfitSequences.Skip, "spec.unfit_sequences", "is Skip"),
        ["long"] = (r => r.Spec.LongSequences = LongSequences.Fail, "spec.long_sequences", "is Fail"),
        ["inline"] = (r => r.InlineCorpus = Calls.Text("a b\n"), "inline_corpus", "leave one out"),
    };

    public static TheoryData<string> Names => [.. Other.Keys];

    private static SubmitJobRequest Request(string jobId) => new() { Spec = new JobSpec { ReuseVectorsOf = jobId } };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task SubmitJob_FieldThatTheEarlierJobDecides_IsRefusedByName(string name)
    {
        var request = Request((await SeededJob.CreateAsync(host)).JobId);
        Other[name].Spoil(request);
        var violations = await Faults.AssertAsync(() => SubmitAsync(request), StatusCode.InvalidArgument, "REUSE_OTHER_TOKENS", Other[name].Says);
        Assert.StartsWith($"{Other[name].Field}: ", Assert.Single(violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SubmitJob_EarlierJobUnfit_SaysWhy()
    {
        await Faults.AssertAsync(() => SubmitAsync(Request("nobody")), StatusCode.NotFound, "JOB_NOT_FOUND", "'nobody'");
        var failed = await SeededJob.CreateAsync(host, end: JobState.Failed);
        await Faults.AssertAsync(() => SubmitAsync(Request(failed.JobId)), StatusCode.FailedPrecondition, "REUSE_NOT_SUCCEEDED", "is Failed");
        var bare = await SeededJob.CreateAsync(host, retain: false);
        await Faults.AssertAsync(() => SubmitAsync(Request(bare.JobId)), StatusCode.FailedPrecondition, "REUSE_NOT_RETAINED", "retain_vectors");
    }

    [Fact]
    public async Task SubmitJob_LeftOut_IsTakenFromTheEarlierJob()
    {
        var seeded = await SeededJob.CreateAsync(host);

        var job = await SubmitAsync(Request(seeded.JobId));

        Assert.Equal((DemoModels.Gpt, "seeded", seeded.JobId), (job.Spec.ModelId, job.Spec.CorpusId, job.Spec.ReuseVectorsOf));
        var heads = Request(job.JobId);
        await Faults.AssertAsync(() => SubmitAsync(heads), StatusCode.FailedPrecondition, "REUSE_NOT_SUCCEEDED", "is Queued");
    }

    private async Task<Job> SubmitAsync(SubmitJobRequest request) => (await host.Jobs.SubmitJobAsync(request, cancellationToken: TestContext.Current.CancellationToken)).Job;
}
