using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;

namespace AttentionViz.Pipeline.Messages;

/// <summary>Align one head of a job and make its maps.</summary>
public record ProjectHead(string JobId, int Layer, int Head) : IUnitMessage
{
    public bool Again { get; init; }

    /// <summary>The message for the queue of a priority; an object, so that the bus goes by the type it is, not by the type it is known as.</summary>
    public static object Of(JobPriority priority, string jobId, int layer, int head, bool again = false) => priority switch
    {
        JobPriority.Low => new ProjectHead<Low>(jobId, layer, head) { Again = again },
        JobPriority.High => new ProjectHead<High>(jobId, layer, head) { Again = again },
        _ => new ProjectHead<Normal>(jobId, layer, head) { Again = again },
    };

    public string UnitName() => JobUnit.Head(Layer, Head);

    public object AskAgain() => this with { Again = true };
}

/// <summary>The same, of one priority.</summary>
public sealed record ProjectHead<TPriority>(string JobId, int Layer, int Head) : ProjectHead(JobId, Layer, Head) where TPriority : IPriority;
