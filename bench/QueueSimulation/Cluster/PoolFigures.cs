using AttentionViz.Bench.QueueSimulation.Engine;

namespace AttentionViz.Bench.QueueSimulation.Cluster;

/// <summary>What is noted of the workers of one kind.</summary>
internal sealed class PoolFigures(Agenda agenda)
{
    /// <summary>Engines that compute.</summary>
    public TimeAverage Busy { get; } = new(agenda);

    /// <summary>Seconds from a unit's message to its begin; once more where it begins again.</summary>
    public Sample Waits { get; } = new();

    /// <summary>Units done.</summary>
    public long Done { get; set; }

    /// <summary>Units that were lost with their worker while they computed.</summary>
    public long Lost { get; private set; }

    /// <summary>Seconds of computing lost so.</summary>
    public double LostSeconds { get; private set; }

    public void Lose(double seconds)
    {
        Busy.Add(-1);
        Lost++;
        LostSeconds += seconds;
    }
}
