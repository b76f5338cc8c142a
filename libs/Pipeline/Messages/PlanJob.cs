using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;

namespace AttentionViz.Pipeline.Messages;

/// <summary>Tokenize the corpus of a job and choose what is drawn of it; or fetch the vectors of an earlier job.</summary>
public record PlanJob(string JobId) : IUnitMessage
{
    public bool Again { get; init; }

    /// <summary>The message for the queue of a priority; an object, so that the bus goes by the type it is, not by the type it is known as.</summary>
    public static object Of(JobPriority priority, string jobId, bool again = false) => priority switch
    {
        JobPriority.Low => new PlanJob<Low>(jobId) { Again = again },
        JobPriority.High => new PlanJob<High>(jobId) { Again = again },
        _ => new PlanJob<Normal>(jobId) { Again = again },
    };

    public string UnitName() => JobUnit.Plan;

    public object AskAgain() => this with { Again = true };
}

/// <summary>The same, of one priority.</summary>
public sealed record PlanJob<TPriority>(string JobId) : PlanJob(JobId) where TPriority : IPriority;
