namespace AttentionViz.Pipeline.Corpora.Images;

/// <summary>What a sequence that is an image says of its file; the bytes are kept apart from it.</summary>
/// <param name="Width">Pixels as the file has them, before its orientation is applied.</param>
public sealed record ImageEntry(ImageKind Kind, int Width, int Height, int Bytes);

/// <summary>One image of an archive.</summary>
/// <param name="Content">The file's bytes.</param>
public readonly record struct ImageSequence(SequenceRecord Record, byte[] Content);
