using AttentionViz.V1;

namespace AttentionViz.Pipeline.Messages;

/// <summary>Tokenize the corpus of a job and choose what is drawn of it; or fetch the vectors of an earlier job.</summary>
public record PlanJob(string JobId)
{
    /// <summary>The message for the queue of a priority; an object, so that the bus goes by the type it is, not by the type it is known as.</summary>
    public static object Of(JobPriority priority, string jobId) => priority switch
    {
        JobPriority.Low => new PlanJob<Low>(jobId),
        JobPriority.High => new PlanJob<High>(jobId),
        _ => new PlanJob<Normal>(jobId),
    };
}

/// <summary>The same, of one priority.</summary>
public sealed record PlanJob<TPriority>(string JobId) : PlanJob(JobId) where TPriority : IPriority;
