using System.Text.Json;
using System.Text.Json.Nodes;

namespace AttentionViz.Pipeline.Corpora.Images;

/// <summary>
/// Reads a metadata.jsonl: one object a line, of which "file" (or "file_name", as Hugging Face's
/// image folders have it) names an image relative to the metadata file; the other fields are the
/// image's metadata.
/// </summary>
internal sealed class ImageMetadata(string source, CorpusLimits limits)
{
    public const string FileName = "metadata.jsonl";

    private readonly string _folder = EntryName.FolderOf(source);

    /// <summary>Metadata by full entry name.</summary>
    /// <exception cref="CorpusFormatException">A line cannot be read.</exception>
    public Dictionary<string, IReadOnlyDictionary<string, JsonValue>> Read(byte[] content)
    {
        var found = new Dictionary<string, IReadOnlyDictionary<string, JsonValue>>(StringComparer.Ordinal);
        var lines = new LineSplitter(limits);
        var number = 0;
        var all = lines.Push(content).ToList();
        if (lines.Finish() is { } last) all.Add(last);
        foreach (var line in all)
        {
            number++;
            var bytes = number == 1 && line.Span.StartsWith("\uFEFF"u8) ? line[3..] : line;
            if (bytes.Span.Trim(" \t\r"u8).IsEmpty) continue;
            var (name, fields) = ReadLine(bytes, number);
            if (!found.TryAdd(name, fields)) throw Wrong(number, $"names {EntryName.Show(name)} a second time; keep one line for each image");
        }

        return found;
    }

    private (string Name, IReadOnlyDictionary<string, JsonValue> Fields) ReadLine(ReadOnlyMemory<byte> line, int number)
    {
        try
        {
            var item = JsonNode.Parse(line.Span) as JsonObject ?? throw Wrong(number, "is JSON but not an object; write {\"file\": \"a.png\", ...}");
            string? name = null;
            var fields = new SortedDictionary<string, JsonValue>(StringComparer.Ordinal);
            foreach (var (key, node) in item)
            {
                if (key is "file" or "file_name") name = node is JsonValue v && v.TryGetValue(out string? s) ? s : throw Wrong(number, $"has a \"{key}\" that is not a string");
                else if (node is not null) fields[key] = Value(key, node, number);
            }

            return (_folder + (name ?? throw Wrong(number, "has no \"file\"; name the image it describes")), fields);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            throw Wrong(number, $"is not valid JSON ({e.Message.Split(". ")[0].TrimEnd('.')}); write one object a line");
        }
    }

    private JsonValue Value(string key, JsonNode node, int number) => node.GetValueKind() switch
    {
        JsonValueKind.String or JsonValueKind.Number => (JsonValue)node,
        JsonValueKind.True or JsonValueKind.False => JsonValue.Create(node.ToString()),
        var kind => throw Wrong(number, $"has a field '{key}' that is an {kind.ToString().ToLowerInvariant()}; metadata must be a string or a number"),
    };

    private CorpusFormatException Wrong(int line, string what) => new(0, $"zip entry {EntryName.Show(source)}, line {line} {what}");
}
