using AttentionViz.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AttentionViz.Cli.Progress;

/// <summary>Progress as bars that are drawn again in place, one for each stage.</summary>
internal sealed class LiveProgress(IAnsiConsole console, TimeProvider clock)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<Stage, ProgressTask> _bars = [];
    private bool _sampleShown;

    /// <summary>Shows the job until <paramref name="watched"/> ends.</summary>
    public Task RunAsync(JobView job, Task watched) =>
        console.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn { Width = 30 },
                new PercentageColumn(),
                new FiguresColumn())
            .StartAsync(async context =>
            {
                while (!watched.IsCompleted)
                {
                    await Task.WhenAny(watched, Task.Delay(Tick, clock));
                    Show(job, context);
                }
            });

    private void Show(JobView job, ProgressContext context)
    {
        foreach (var stage in job.Stages)
        {
            if (!_bars.TryGetValue(stage.Stage, out var bar))
                _bars[stage.Stage] = bar = context.AddTask(StageText.Name(stage.Stage), maxValue: 1);
            bar.IsIndeterminate = stage.Total == 0;
            bar.Tag = stage;
            bar.Value = StageText.Share(stage);
        }

        if (_sampleShown || job.Planned is not { } planned) return;
        _sampleShown = true;
        console.WriteLine(StageText.Sample(planned));
    }

    /// <summary>Counts, rate and time left as the gateway reckons them: it sees every worker, the screen only ticks.</summary>
    private sealed class FiguresColumn : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.Tag is StageProgress stage ? $"{StageText.Counts(stage)}   {StageText.Times(stage)}" : "");
    }
}
