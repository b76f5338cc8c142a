using AttentionViz.Cli.Progress;

namespace AttentionViz.Cli.Local;

/// <summary>Prints the stages of work done in this process: a line when one begins, some while it lasts, one when it is done.</summary>
internal sealed class StageLog(TextWriter output, TimeProvider clock)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    private string _stage = "";
    private long _started;
    private long _spoke;

    /// <param name="fraction">Share of the stage done, 0..1.</param>
    public void Report(string stage, double fraction)
    {
        if (_stage != stage || fraction <= 0)
        {
            (_stage, _started, _spoke) = (stage, clock.GetTimestamp(), clock.GetTimestamp());
            output.WriteLine($"{stage} ...");
        }

        if (fraction >= 1) output.WriteLine($"{stage,-12} {StageText.Span(clock.GetElapsedTime(_started))}");
        else if (fraction > 0 && clock.GetElapsedTime(_spoke) >= Between) Speak(fraction);
    }

    private void Speak(double fraction)
    {
        _spoke = clock.GetTimestamp();
        var left = clock.GetElapsedTime(_started) * ((1 - fraction) / fraction);
        output.WriteLine($"{_stage,-12} {fraction * 100,3:0}%   about {StageText.Span(left)} left");
    }
}
