using AttentionViz.V1;

namespace AttentionViz.Faults.Tests;

/// <summary>What a watcher must have been told of a job that succeeded.</summary>
internal static class Story
{
    private static readonly JobState[] States = [JobState.Extracting, JobState.Projecting, JobState.Succeeded];

    public static void MustBeWhole(Watcher watcher, Job job)
    {
        var told = watcher.Events;
        Assert.Equal(Enumerable.Range((int)watcher.Began!.Value + 1, told.Count).Select(i => (long)i), told.Select(e => e.Sequence));
        Assert.Equal(job.LastSequence, told[^1].Sequence);
        // The watch may begin when the job has come a step further already.
        Assert.Equal(States[^told.Count(e => e.StateChange is not null)..], told.Where(e => e.StateChange is not null).Select(e => e.StateChange.State));
        var heads = told.Where(e => e.HeadReady is not null).Select(e => (e.HeadReady.Layer, e.HeadReady.Head)).ToList();
        Assert.Equal(heads.Distinct().Count(), heads.Count);
        Assert.Equal(Sample.Heads, heads.Count);
        foreach (var stage in new[] { Stage.Extracting, Stage.Projecting })
            Assert.All(told.Where(e => e.Progress?.Stage == stage), e => Assert.True(e.Progress.Done <= e.Progress.Total, $"more is done than there is: {e.Progress}"));

        Assert.All(job.Stages, stage => Assert.Equal(stage.Total, stage.Done));
        Assert.All(job.Stages, stage => Assert.True(stage.Elapsed.ToTimeSpan() >= TimeSpan.Zero, $"{stage.Stage} took {stage.Elapsed}"));
    }
}
