namespace AttentionViz.Extractor.Extraction;

/// <summary>
/// Makes what a decoder reads while it is taught a target: a start token, then the target without its last token, so that at each
/// position it has seen what comes before.
/// </summary>
internal static class DecoderInput
{
    /// <param name="target">What the decoder is to produce, special tokens included.</param>
    /// <param name="start">Id of the start token.</param>
    /// <param name="startText">The start token as a person reads it.</param>
    /// <returns>Source tokens, then what the decoder reads.</returns>
    public static EncodedSequence Join(EncodedSequence source, EncodedSequence target, int start, string startText)
    {
        T[] Column<T>(Func<EncodedSequence, T[]> of, T first) => [.. of(source), first, .. of(target)[..^1]];
        return source with
        {
            Ids = Column(s => s.Ids, start),
            Texts = Column(s => s.Texts, startText),
            Starts = Column(s => s.Starts, 0),
            Ends = Column(s => s.Ends, 0),
            Special = Column(s => s.Special, true),
            Truncated = source.Truncated || target.Truncated,
            SourceLength = source.Length,
        };
    }
}
