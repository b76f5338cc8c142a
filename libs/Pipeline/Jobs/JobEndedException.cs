namespace AttentionViz.Pipeline.Jobs;

/// <summary>A job has ended, or was deleted, while a worker was still busy on it: what it made is not kept.</summary>
public sealed class JobEndedException(string jobId) : Exception($"job '{jobId}' has ended or was deleted; nothing more is written to it");
