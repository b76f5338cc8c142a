namespace AttentionViz.Bench.QueueSimulation.Cluster;

/// <summary>A unit of work, which is also its message.</summary>
internal sealed class Unit(JobRun job, Kind kind, int index, double seconds)
{
    public JobRun Job => job;

    public Kind Kind => kind;

    public int Index => index;

    /// <summary>That it computes, however often it is begun.</summary>
    public double Seconds => seconds;

    public StageSize Size { get; } = job.Size.Of(kind);

    public double Published { get; set; }
}

/// <summary>A job on its way.</summary>
internal sealed class JobRun(int number, JobSize size, double arrived)
{
    public int Number => number;

    public JobSize Size => size;

    /// <summary>Seconds since the start.</summary>
    public double Arrived => arrived;

    /// <summary>NaN while it runs.</summary>
    public double Ended { get; set; } = double.NaN;

    /// <summary>Units of the present kind that were published.</summary>
    public int Asked { get; set; }

    /// <summary>Units of the present kind that are done.</summary>
    public int Done { get; set; }

    public double Latency => Ended - arrived;
}
