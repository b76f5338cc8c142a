namespace AttentionViz.Extractor.Models.Added;

/// <summary>A model that a models directory does not take or does not have; the message is one line with the remedy.</summary>
public sealed class ModelDirectoryException(string message) : Exception(message);
