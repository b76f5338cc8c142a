namespace AttentionViz.Gateway;

/// <summary>Everything the gateway logs; ids 1000-1999.</summary>
internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Information, "Job {JobId} queued: model {ModelId}, corpus {CorpusId}, {Heads} heads")]
    public static partial void JobQueued(this ILogger log, string jobId, string modelId, string corpusId, int heads);

    [LoggerMessage(1002, LogLevel.Information, "Job {JobId} stands for request {RequestId} already")]
    public static partial void JobRepeated(this ILogger log, string jobId, string requestId);

    [LoggerMessage(1003, LogLevel.Information, "Job {JobId}: cancellation asked for")]
    public static partial void JobCancelled(this ILogger log, string jobId);

    [LoggerMessage(1004, LogLevel.Information, "Job {JobId} deleted")]
    public static partial void JobDeleted(this ILogger log, string jobId);

    [LoggerMessage(1005, LogLevel.Error, "Job {JobId}: {Unit} failed at every retry: {Cause}")]
    public static partial void UnitFailed(this ILogger log, string jobId, string unit, string cause);

    [LoggerMessage(1006, LogLevel.Information, "Job {JobId} kept until {Until}")]
    public static partial void JobExtended(this ILogger log, string jobId, DateTimeOffset until);

    [LoggerMessage(1007, LogLevel.Warning, "Unfinished jobs could not be kept for longer; tried again in an hour")]
    public static partial void JobsNotKept(this ILogger log, Exception e);

    [LoggerMessage(1008, LogLevel.Error, "Job {JobId}: {Unit} is given up: its worker was lost {Times} times and more")]
    public static partial void UnitDeadLettered(this ILogger log, string jobId, string unit, int times);

    [LoggerMessage(1009, LogLevel.Warning, "Job {JobId}: {Unit} had no worker and no message; it is asked for again")]
    public static partial void UnitRescued(this ILogger log, string jobId, string unit);

    [LoggerMessage(1010, LogLevel.Warning, "Lost units could not be looked for; tried again soon")]
    public static partial void RescueFailed(this ILogger log, Exception e);

    [LoggerMessage(1101, LogLevel.Information, "Corpus {CorpusId} stored: {Sequences} sequences in {Shards} shards, {Bytes} bytes")]
    public static partial void CorpusStored(this ILogger log, string corpusId, long sequences, int shards, long bytes);

    [LoggerMessage(1102, LogLevel.Information, "Corpus {CorpusId}: upload given up after {Bytes} bytes")]
    public static partial void CorpusGivenUp(this ILogger log, string corpusId, long bytes);

    [LoggerMessage(1103, LogLevel.Information, "Corpus {CorpusId} deleted")]
    public static partial void CorpusDeleted(this ILogger log, string corpusId);

    [LoggerMessage(1201, LogLevel.Information, "Job {JobId}: {Sequences} new sequences placed into {Heads} heads in {Milliseconds:F0} ms")]
    public static partial void SequencesPlaced(this ILogger log, string jobId, int sequences, int heads, double milliseconds);

    [LoggerMessage(1202, LogLevel.Warning, "What placing {PlacingId} left in the store stays until it expires")]
    public static partial void PlacingLeft(this ILogger log, Exception e, string placingId);

    [LoggerMessage(1203, LogLevel.Error, "Placing {PlacingId}: {What} failed at every retry: {Cause}")]
    public static partial void PlacingFailed(this ILogger log, string placingId, string what, string cause);

    [LoggerMessage(1901, LogLevel.Error, "{Method} failed")]
    public static partial void CallFailed(this ILogger log, Exception e, string method);

    [LoggerMessage(1903, LogLevel.Warning, "{Method}: the message bus does not answer")]
    public static partial void BusUnavailable(this ILogger log, Exception e, string method);

    [LoggerMessage(1902, LogLevel.Warning, "{Method}: the store does not answer")]
    public static partial void StoreUnavailable(this ILogger log, Exception e, string method);
}
