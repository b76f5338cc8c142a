using System.Diagnostics;
using System.Diagnostics.Metrics;
using AttentionViz.Pipeline.Hosting;

namespace AttentionViz.Pipeline.Observability;

/// <summary>One stage of a unit's work as a span and as a measure of seconds; ends when disposed of.</summary>
public readonly struct StageWatch : IDisposable
{
    private readonly Histogram<double> _seconds;
    private readonly string _stage;
    private readonly TimeProvider _clock;
    private readonly long _began;

    /// <param name="seconds">Gets the stage's time, labelled by its name.</param>
    /// <param name="stage">One of a few names: it names the span too.</param>
    public StageWatch(Histogram<double> seconds, string stage, TimeProvider clock)
    {
        (_seconds, _stage, _clock, _began) = (seconds, stage, clock, clock.GetTimestamp());
        Span = Telemetry.Activities.StartActivity(stage);
    }

    /// <summary>Null while nobody traces.</summary>
    public Activity? Span { get; }

    public void Dispose()
    {
        Span?.Dispose();
        _seconds.Record(_clock.GetElapsedTime(_began).TotalSeconds, new KeyValuePair<string, object?>("stage", _stage));
    }
}
