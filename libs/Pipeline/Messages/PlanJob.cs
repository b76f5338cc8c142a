namespace AttentionViz.Pipeline.Messages;

/// <summary>Tokenize the corpus of a job and choose what is drawn of it.</summary>
public sealed record PlanJob(string JobId);
