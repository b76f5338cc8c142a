namespace AttentionViz.Pipeline.Corpora;

/// <summary>A corpus cannot be read; the message says which line, why, and what to do.</summary>
/// <param name="line">One-based line; 0 when the fault is of the whole file.</param>
public class CorpusFormatException(int line, string message)
    : Exception(line > 0 ? $"line {line}: {message}" : message)
{
    public int Line { get; } = line;
}
