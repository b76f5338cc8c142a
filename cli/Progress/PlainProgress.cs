using AttentionViz.V1;

namespace AttentionViz.Cli.Progress;

/// <summary>Progress as lines, for files and pipes: what is new at most every few seconds, and a sign of life when nothing is.</summary>
internal sealed class PlainProgress(TextWriter output, TimeProvider clock)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);

    private const int QuietTicks = 5;

    private readonly Dictionary<Stage, string> _shown = [];
    private bool _sampleShown;
    private int _quiet;

    /// <summary>Shows the job until <paramref name="watched"/> ends.</summary>
    public async Task RunAsync(JobView job, Task watched)
    {
        while (!watched.IsCompleted)
        {
            await Task.WhenAny(watched, Task.Delay(Tick, clock));
            Show(job);
        }
    }

    /// <summary>Writes what has changed since the last time.</summary>
    public void Show(JobView job)
    {
        var wrote = false;
        var stages = job.Stages;
        foreach (var stage in stages)
        {
            var line = StageText.Line(stage);
            if (_shown.GetValueOrDefault(stage.Stage) == line) continue;
            _shown[stage.Stage] = line;
            output.WriteLine(line);
            wrote = true;
            if (stage.Stage == Stage.Planning) wrote |= ShowSample(job);
        }

        wrote |= ShowSample(job);
        _quiet = wrote ? 0 : _quiet + 1;
        if (_quiet < QuietTicks) return;
        _quiet = 0;
        output.WriteLine(stages.LastOrDefault(s => !StageText.IsDone(s)) is { } stage2
            ? $"{StageText.Name(stage2.Stage),-10}  still at {StageText.Counts(stage2)}"
            : $"{job.State.ToString().ToLowerInvariant()}: waiting for a worker");
    }

    private bool ShowSample(JobView job)
    {
        if (_sampleShown || job.Planned is not { } planned) return false;
        output.WriteLine(StageText.Sample(planned));
        return _sampleShown = true;
    }
}
