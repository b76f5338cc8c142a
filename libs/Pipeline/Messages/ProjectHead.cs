using AttentionViz.V1;

namespace AttentionViz.Pipeline.Messages;

/// <summary>Align one head of a job and make its maps.</summary>
public record ProjectHead(string JobId, int Layer, int Head)
{
    /// <summary>The message for the queue of a priority; an object, so that the bus goes by the type it is, not by the type it is known as.</summary>
    public static object Of(JobPriority priority, string jobId, int layer, int head) => priority switch
    {
        JobPriority.Low => new ProjectHead<Low>(jobId, layer, head),
        JobPriority.High => new ProjectHead<High>(jobId, layer, head),
        _ => new ProjectHead<Normal>(jobId, layer, head),
    };
}

/// <summary>The same, of one priority.</summary>
public sealed record ProjectHead<TPriority>(string JobId, int Layer, int Head) : ProjectHead(JobId, Layer, Head) where TPriority : IPriority;
