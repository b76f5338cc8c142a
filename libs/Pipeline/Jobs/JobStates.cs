using AttentionViz.V1;

namespace AttentionViz.Pipeline.Jobs;

public static class JobStates
{
    /// <summary>States in which workers go on.</summary>
    public static readonly JobState[] Active = [JobState.Queued, JobState.Extracting, JobState.Projecting];

    public static bool IsActive(this JobState state) => Active.Contains(state);

    /// <summary>True for a state that no other follows.</summary>
    public static bool IsFinal(this JobState state) => state is JobState.Succeeded or JobState.Failed or JobState.Cancelled;
}
