namespace AttentionViz.Extractor.Images;

/// <summary>An image that cannot be turned into what the model takes; the message continues "image 'x' ...".</summary>
public sealed class ImageException(string message) : Exception(message);
