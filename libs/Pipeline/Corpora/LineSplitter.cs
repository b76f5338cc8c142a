namespace AttentionViz.Pipeline.Corpora;

/// <summary>Cuts bytes that arrive in slices into lines at \n, whatever the slices, within the limits.</summary>
public sealed class LineSplitter(CorpusLimits limits)
{
    private readonly List<byte> _partial = [];
    private long _bytes;
    private int _line = 1;

    /// <summary>The lines that <paramref name="slice"/> completes, without their line ends.</summary>
    /// <exception cref="CorpusFormatException">A line or the whole is too long.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> Push(ReadOnlyMemory<byte> slice)
    {
        _bytes += slice.Length;
        if (_bytes > limits.MaxBytes)
            throw new CorpusFormatException(_line, $"the corpus passes {limits.MaxBytes} bytes; split it");
        int end;
        while ((end = slice.Span.IndexOf((byte)'\n')) >= 0)
        {
            CheckLength(end);
            if (_partial.Count == 0)
            {
                yield return WithoutReturn(slice[..end]);
            }
            else
            {
                _partial.AddRange(slice.Span[..end]);
                yield return WithoutReturn(_partial.ToArray());
                _partial.Clear();
            }

            _line++;
            slice = slice[(end + 1)..];
        }

        CheckLength(slice.Length);
        _partial.AddRange(slice.Span);
    }

    /// <summary>What follows the last line end; null when nothing does.</summary>
    public ReadOnlyMemory<byte>? Finish() => _partial.Count == 0 ? null : WithoutReturn(_partial.ToArray());

    private static ReadOnlyMemory<byte> WithoutReturn(ReadOnlyMemory<byte> line) =>
        line.Length > 0 && line.Span[^1] == '\r' ? line[..^1] : line;

    private void CheckLength(int more)
    {
        if (_partial.Count + more > limits.MaxLineBytes)
            throw new CorpusFormatException(_line, $"has more than {limits.MaxLineBytes} bytes; cut the sequence into several lines");
    }
}
