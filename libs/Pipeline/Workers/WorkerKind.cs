using AttentionViz.V1;

namespace AttentionViz.Pipeline.Workers;

public enum WorkerKind
{
    /// <summary>Plans jobs and extracts shards.</summary>
    Extractor,

    /// <summary>Projects heads.</summary>
    Projector,
}

internal static class WorkerKinds
{
    /// <summary>Who does the units of a stage.</summary>
    public static WorkerKind Of(JobState state) => state == JobState.Projecting ? WorkerKind.Projector : WorkerKind.Extractor;
}
