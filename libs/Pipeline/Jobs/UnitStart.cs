namespace AttentionViz.Pipeline.Jobs;

/// <summary>What a worker that is handed a unit is to do.</summary>
public enum UnitStart
{
    /// <summary>The unit is noted as begun: do it.</summary>
    Begun,

    /// <summary>Another worker is at the unit, and its own message stands for it: leave it.</summary>
    Busy,

    /// <summary>The unit is done; take up the step after it.</summary>
    Settled,

    /// <summary>The job is being cancelled: give the unit up.</summary>
    Cancelled,

    /// <summary>The job has ended or is gone.</summary>
    Ended,
}
