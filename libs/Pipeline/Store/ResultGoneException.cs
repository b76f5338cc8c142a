namespace AttentionViz.Pipeline.Store;

/// <summary>Something a job needs was deleted or has expired; trying again cannot help.</summary>
public sealed class ResultGoneException(string message) : Exception(message);
