using AttentionViz.V1;

namespace AttentionViz.Faults.Tests;

/// <summary>One run of the sample job, watched from its start.</summary>
internal sealed class JobRun : IAsyncDisposable
{
    private readonly Deployment _deployment;
    private readonly IReadOnlySet<string> _keysBefore;
    private readonly Job _job;

    private JobRun(Deployment deployment, IReadOnlySet<string> keysBefore, Job job, CancellationToken stop)
    {
        (_deployment, _keysBefore, _job) = (deployment, keysBefore, job);
        Watcher = new Watcher(() => deployment.Gateways, job.JobId, stop);
    }

    public string Id => _job.JobId;

    public Watcher Watcher { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Submits the sample job.</summary>
    public static async Task<JobRun> StartAsync(Deployment deployment) =>
        await StartAsync(deployment, new SubmitJobRequest { Spec = Sample.Spec((await deployment.CorpusAsync(Stop)).CorpusId) });

    public static async Task<JobRun> StartAsync(Deployment deployment, SubmitJobRequest request)
    {
        var before = await StoreKeys.AllAsync(deployment);
        var submitted = await deployment.Gateway.Jobs.SubmitJobAsync(request, cancellationToken: Stop);
        return new JobRun(deployment, before, submitted.Job, Stop);
    }

    /// <summary>A job that was submitted already.</summary>
    /// <param name="keysBefore">Keys of the store before that.</param>
    public static JobRun Of(Deployment deployment, IReadOnlySet<string> keysBefore, Job job) => new(deployment, keysBefore, job, Stop);

    /// <summary>Returns once a part of the tokens is extracted, and not all.</summary>
    public Task ExtractingAsync(double share) => Watcher.UntilAsync(
        w => w.Last(Stage.Extracting) is { Total: > 0 } p && p.Done >= share * p.Total, $"{share:P0} of it is extracted", _deployment.Logs, Stop);

    /// <summary>Returns once so many heads are ready.</summary>
    public Task ProjectingAsync(int heads) => Watcher.UntilAsync(w => w.ReadyHeads >= heads, $"{heads} heads are ready", _deployment.Logs, Stop);

    public async Task<Job> JobAsync() => (await _deployment.Gateway.Jobs.GetJobAsync(new GetJobRequest { JobId = Id }, cancellationToken: Stop)).Job;

    /// <summary>The job must end SUCCEEDED with the same bytes as the undisturbed one, a whole story, and leave nothing when it is deleted.</summary>
    public async Task EndsLikeAsync(AtlasResult undisturbed)
    {
        var end = await Watcher.EndAsync(_deployment.Logs, Stop);
        Assert.True(end.State == JobState.Succeeded, $"the job ended {end}");
        Story.MustBeWhole(Watcher, await JobAsync());
        (await AtlasResult.FetchAsync(_deployment.Gateway, Id, Stop)).MustBe(undisturbed);
        await DeleteAsync();
    }

    /// <summary>The job must end FAILED for this reason, with a whole story, and leave nothing when it is deleted.</summary>
    public async Task<Failure> FailsAsync(string reason)
    {
        var end = await Watcher.EndAsync(_deployment.Logs, Stop);
        Assert.True(end.State == JobState.Failed, $"the job ended {end}");
        Assert.Equal(reason, end.Failure.Reason);
        Assert.NotEmpty(end.Failure.Message);
        Assert.Equal(end.Failure, (await JobAsync()).Failure);
        await DeleteAsync();
        return end.Failure;
    }

    /// <summary>The job must end SUCCEEDED; for one that is not the sample.</summary>
    public async Task SucceedsAsync()
    {
        var end = await Watcher.EndAsync(_deployment.Logs, Stop);
        Assert.True(end.State == JobState.Succeeded, $"the job ended {end}");
        await DeleteAsync();
    }

    public async Task DeleteAsync()
    {
        await _deployment.Gateway.Jobs.DeleteJobAsync(new DeleteJobRequest { JobId = Id }, cancellationToken: Stop);
        await StoreKeys.NoneLeftAsync(_deployment, _keysBefore, Id, _job.Spec.CorpusId);
    }

    public ValueTask DisposeAsync() => Watcher.DisposeAsync();
}
