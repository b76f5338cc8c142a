using System.Collections.Concurrent;
using AttentionViz.Testing;
using AttentionViz.V1;
using StackExchange.Redis;

namespace AttentionViz.EndToEnd.Tests;

/// <summary>The platform with finished jobs to place into, each made once for all tests.</summary>
public sealed class PlacingPlatform : Platform
{
    private readonly ConcurrentDictionary<string, Lazy<Task<Job>>> _jobs = [];
    private readonly Lazy<Task<Corpus>> _sentences;

    public PlacingPlatform() => _sentences = new(() => this.UploadSampleAsync(CancellationToken.None));

    /// <summary>A job over the sample sentences, with a map of each method.</summary>
    public Task<Job> TextJobAsync(string model, AlignmentMode alignment, DistanceMetric metric, CancellationToken stop) => JobAsync(
        $"{model} {alignment} {metric}",
        new JobSpec
        {
            ModelId = model,
            TokenBudget = 300,
            Seed = 11,
            Alignment = alignment,
            Metric = metric,
            Maps =
            {
                new MapSpec { Method = MapMethod.Tsne, Dimensions = 2 },
                new MapSpec { Method = MapMethod.Umap, Dimensions = 3 },
                new MapSpec { Method = MapMethod.Pca, Dimensions = 2 },
            },
        },
        stop);

    /// <summary>The job that a name stands for, made when it is asked for first; over the sample sentences unless the spec says otherwise.</summary>
    public Task<Job> JobAsync(string name, JobSpec spec, CancellationToken stop) => _jobs.GetOrAdd(name, _ => new(async () =>
    {
        if (spec.CorpusId.Length == 0) spec.CorpusId = (await _sentences.Value).CorpusId;
        var job = await this.EndAsync((await this.SubmitAsync(spec, null, stop)).JobId, stop);
        Assert.True(job.State == JobState.Succeeded, job.Failure?.Message);
        return job;
    })).Value;

    /// <summary>What calls of ProjectSequences have in the store.</summary>
    public async Task<IReadOnlyList<string>> PlacingKeysAsync()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{Store},allowAdmin=true");
        return [.. (await GarnetFixture.KeysAsync(redis)).Where(k => k.Contains(":plac", StringComparison.Ordinal))];
    }
}
