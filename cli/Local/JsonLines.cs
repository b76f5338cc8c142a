using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AttentionViz.Cli.Local;

/// <summary>One row of tokens.jsonl.</summary>
/// <param name="Sequence">Zero-based place of the sequence in the corpus.</param>
/// <param name="Position">Position within the sequence, or its side, from 0.</param>
/// <param name="Id">Vocabulary id.</param>
/// <param name="Text">The token as a person reads it.</param>
/// <param name="Start">First code point of its span in the sequence's text, or target text.</param>
/// <param name="End">Code point after the span.</param>
/// <param name="Special">Added by the tokenizer.</param>
/// <param name="Side">"source" or "target" with an encoder-decoder; null, and not written, with other models.</param>
internal sealed record TokenLine(
    long Sequence, int Position, int Id, string Text, int Start, int End, bool Special,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Side);

/// <summary>One row of sequences.jsonl.</summary>
/// <param name="Target">What the decoder of an encoder-decoder was given; null, and not written, with other models.</param>
/// <param name="SourceTokens">How many of the tokens are source tokens; null, and not written, with other models.</param>
internal sealed record SequenceLine(
    long Sequence, string Id, string Text, long FirstRow, int Tokens, bool Truncated, IReadOnlyDictionary<string, object> Metadata,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Target,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? SourceTokens);

/// <summary>A file of JSON objects, one a line.</summary>
internal sealed class JsonLines(string path) : IAsyncDisposable
{
    public static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        // Text stays readable in the file; it is not for a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly StreamWriter _writer = new(path) { NewLine = "\n" };

    public void Write<T>(T row) => _writer.WriteLine(JsonSerializer.Serialize(row, Format));

    public ValueTask DisposeAsync() => _writer.DisposeAsync();
}
