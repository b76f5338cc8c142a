using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;

namespace AttentionViz.Pipeline.Messages;

/// <summary>Run the model over one shard of a job's corpus.</summary>
public record ExtractShard(string JobId, int Shard) : IUnitMessage
{
    public bool Again { get; init; }

    /// <summary>The message for the queue of a priority; an object, so that the bus goes by the type it is, not by the type it is known as.</summary>
    public static object Of(JobPriority priority, string jobId, int shard, bool again = false) => priority switch
    {
        JobPriority.Low => new ExtractShard<Low>(jobId, shard) { Again = again },
        JobPriority.High => new ExtractShard<High>(jobId, shard) { Again = again },
        _ => new ExtractShard<Normal>(jobId, shard) { Again = again },
    };

    public string UnitName() => JobUnit.Shard(Shard);

    public object AskAgain() => this with { Again = true };
}

/// <summary>The same, of one priority.</summary>
public sealed record ExtractShard<TPriority>(string JobId, int Shard) : ExtractShard(JobId, Shard) where TPriority : IPriority;
