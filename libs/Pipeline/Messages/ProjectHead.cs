namespace AttentionViz.Pipeline.Messages;

/// <summary>Align one head of a job and make its maps.</summary>
public sealed record ProjectHead(string JobId, int Layer, int Head);
