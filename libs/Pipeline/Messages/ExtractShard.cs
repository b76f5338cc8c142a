namespace AttentionViz.Pipeline.Messages;

/// <summary>Run the model over one shard of a job's corpus.</summary>
public sealed record ExtractShard(string JobId, int Shard);
