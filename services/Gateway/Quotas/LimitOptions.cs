namespace AttentionViz.Gateway.Quotas;

/// <summary>Bounds for all callers together. Section "Gateway:Limits"; 0 = none.</summary>
public sealed class LimitOptions
{
    /// <summary>Jobs that may be queued or running. Default 1000.</summary>
    public int UnfinishedJobs { get; set; } = 1000;

    /// <summary>Calls served at once, watches and uploads apart. Default 1000.</summary>
    public int ConcurrentCalls { get; set; } = 1000;

    /// <summary>Watches of jobs at once. Default 1000.</summary>
    public int ConcurrentWatches { get; set; } = 1000;

    /// <summary>Uploads of corpora at once. Default 32.</summary>
    public int ConcurrentUploads { get; set; } = 32;

    /// <summary>Connections open at once, over both ports. Default 2000.</summary>
    public int Connections { get; set; } = 2000;

    /// <summary>Calls at once on one HTTP/2 connection, 1..10000. Default 200.</summary>
    public int StreamsPerConnection { get; set; } = 200;
}
