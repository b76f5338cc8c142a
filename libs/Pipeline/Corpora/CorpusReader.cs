using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AttentionViz.V1;

namespace AttentionViz.Pipeline.Corpora;

/// <summary>
/// Turns lines of a .txt or .jsonl file into sequences. Feed it lines in order; it numbers them,
/// skips blank ones and enforces the limits.
/// </summary>
public sealed class CorpusReader(CorpusFormat format, CorpusLimits limits)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);
    private int _line;
    private long _sequences;

    /// <summary>The format a file name stands for.</summary>
    /// <exception cref="CorpusFormatException">The extension is none of .txt, .jsonl and .zip.</exception>
    public static CorpusFormat FormatOf(string fileName) => Path.GetExtension(fileName).ToUpperInvariant() switch
    {
        ".TXT" => CorpusFormat.Text,
        ".JSONL" => CorpusFormat.Jsonl,
        ".ZIP" => CorpusFormat.ImageZip,
        var other => throw new CorpusFormatException(0, $"corpus file '{fileName}' has the extension '{other}'; use .txt (one sequence a line), .jsonl or .zip (images)"),
    };

    /// <summary>Every sequence of a stream.</summary>
    /// <exception cref="CorpusFormatException">A line cannot be read, a limit is passed, or there is no sequence.</exception>
    public static async IAsyncEnumerable<SequenceRecord> ReadAsync(
        Stream stream, CorpusFormat format, CorpusLimits limits,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var reader = new CorpusReader(format, limits);
        var lines = new LineSplitter(limits);
        var buffer = new byte[64 << 10];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            foreach (var line in lines.Push(buffer.AsMemory(0, read)))
            {
                if (reader.Read(line) is { } sequence) yield return sequence;
            }
        }

        if (lines.Finish() is { } last && reader.Read(last) is { } final) yield return final;
        reader.RequireAny();
    }

    /// <summary>The sequence on the next line; null for a blank line.</summary>
    /// <exception cref="CorpusFormatException">The line cannot be read, or there are too many.</exception>
    public SequenceRecord? Read(ReadOnlyMemory<byte> line)
    {
        _line++;
        if (_line == 1 && line.Span.StartsWith("\uFEFF"u8)) line = line[3..];
        string text;
        try
        {
            text = StrictUtf8.GetString(line.Span);
        }
        catch (DecoderFallbackException)
        {
            throw new CorpusFormatException(_line, "is not UTF-8; convert the file to UTF-8");
        }

        if (string.IsNullOrWhiteSpace(text)) return null;
        if (_sequences >= limits.MaxSequences)
            throw new CorpusFormatException(_line, $"the corpus has more than {limits.MaxSequences} sequences; split it");
        var sequence = format switch
        {
            CorpusFormat.Text => new SequenceRecord(_sequences, "", text.TrimEnd('\r'), null, null, new Dictionary<string, JsonValue>()),
            CorpusFormat.Jsonl => ReadJson(line),
            _ => throw new CorpusFormatException(0, $"corpus format {format} is not a text format; use TEXT or JSONL"),
        };
        _sequences++;
        return sequence;
    }

    /// <summary>To be called after the last line.</summary>
    /// <exception cref="CorpusFormatException">No line held a sequence.</exception>
    public void RequireAny()
    {
        if (_sequences == 0) throw new CorpusFormatException(0, "the corpus is empty; it needs at least one line that is not blank");
    }

    private SequenceRecord ReadJson(ReadOnlyMemory<byte> line)
    {
        try
        {
            return ParseJson(line);
        }
        // Names given twice and unpaired surrogates only come to light when a value is looked at.
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new CorpusFormatException(_line, $"is not valid JSON ({FirstSentence(e.Message)}); write one object a line");
        }
    }

    private SequenceRecord ParseJson(ReadOnlyMemory<byte> line)
    {
        var fields = JsonNode.Parse(line.Span) as JsonObject
            ?? throw new CorpusFormatException(_line, "is JSON but not an object; write {\"text\": \"...\"}");
        string? text = null;
        int[]? ids = null;
        string[]? tokens = null;
        string? target = null;
        int[]? targetIds = null;
        var id = "";
        var metadata = new SortedDictionary<string, JsonValue>(StringComparer.Ordinal);
        foreach (var (name, node) in fields)
        {
            switch (name)
            {
                case "text": text = Text(name, node); break;
                case "ids": ids = Ids(name, node); break;
                case "target" when node is not null: target = Text(name, node); break;
                case "target_ids" when node is not null: targetIds = Ids(name, node); break;
                case "tokens": tokens = Tokens(node); break;
                case "id": id = (node as JsonValue)?.ToString() ?? ""; break;
                default:
                    if (node is not null) metadata[name] = Metadata(name, node);
                    break;
            }
        }

        if (text is null == ids is null)
            throw new CorpusFormatException(_line, text is null ? "has neither \"text\" nor \"ids\"; give one of them" : "has both \"text\" and \"ids\"; give one of them");
        if (text is not null && string.IsNullOrWhiteSpace(text)) throw new CorpusFormatException(_line, "\"text\" is blank; leave the line out");
        if (tokens is not null && (ids is null || tokens.Length != ids.Length))
            throw new CorpusFormatException(_line, $"\"tokens\" has {tokens.Length} entries for {ids?.Length ?? 0} \"ids\"; they must be as many");
        if (target is not null && text is null) throw new CorpusFormatException(_line, "has \"target\" beside \"ids\"; give \"target_ids\", or \"text\" instead of \"ids\"");
        if (targetIds is not null && ids is null) throw new CorpusFormatException(_line, "has \"target_ids\" beside \"text\"; give \"target\", or \"ids\" instead of \"text\"");
        if (target is not null && string.IsNullOrWhiteSpace(target)) throw new CorpusFormatException(_line, "\"target\" is blank; leave the field out, and the text is its own target");
        return new SequenceRecord(_sequences, id, text, ids, tokens, metadata) { Target = target, TargetIds = targetIds };
    }

    private JsonValue Metadata(string name, JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.String or JsonValueKind.Number => (JsonValue)node,
        JsonValueKind.True or JsonValueKind.False => JsonValue.Create(node.ToString()),
        var kind => throw new CorpusFormatException(_line, $"field '{name}' is an {kind.ToString().ToLowerInvariant()}; metadata must be a string or a number"),
    };

    private string Text(string name, JsonNode? node) => node is JsonValue v && v.TryGetValue(out string? s)
        ? s
        : throw new CorpusFormatException(_line, $"\"{name}\" is not a string{(name == "target" ? "; as metadata it needs another name" : "")}");

    private int[] Ids(string name, JsonNode? node)
    {
        if (node is not JsonArray { Count: > 0 } array) throw new CorpusFormatException(_line, $"\"{name}\" is not a list of one or more token ids");
        return [.. array.Select((n, i) => n is JsonValue v && v.TryGetValue(out int id) && id >= 0
            ? id
            : throw new CorpusFormatException(_line, $"\"{name}\"[{i}] is {n?.ToJsonString() ?? "null"}; token ids are whole numbers from 0"))];
    }

    private string[] Tokens(JsonNode? node)
    {
        if (node is not JsonArray array) throw new CorpusFormatException(_line, "\"tokens\" is not a list of strings");
        return [.. array.Select((n, i) => n is JsonValue v && v.TryGetValue(out string? s)
            ? s
            : throw new CorpusFormatException(_line, $"\"tokens\"[{i}] is not a string"))];
    }

    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? message.TrimEnd('.') : message[..end];
    }
}
