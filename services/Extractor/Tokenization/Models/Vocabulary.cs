using System.Globalization;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>Token to id and back.</summary>
internal sealed class Vocabulary
{
    // An id indexes a row of an embedding; no model has this many, but a hostile file may say so.
    private const int HighestId = 16_777_215;

    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _idsBySpan;
    private readonly List<string?> _tokens = [];

    private Vocabulary(int capacity)
    {
        _ids = new Dictionary<string, int>(capacity, StringComparer.Ordinal);
        _idsBySpan = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>One more than the highest id.</summary>
    public int Size => _tokens.Count;

    /// <summary>How many different tokens there are.</summary>
    public int Count => _ids.Count;

    /// <summary>UTF-16 units of the longest token.</summary>
    public int LongestToken { get; private set; }

    /// <summary>Reads <c>{"token": id, ...}</c>.</summary>
    public static Vocabulary ReadObject(JsonField field)
    {
        Vocabulary vocabulary = new(0);
        foreach ((string token, JsonField id) in field.Members())
            vocabulary.Add(token, id.Integer(HighestId));
        return vocabulary;
    }

    public static Vocabulary FromList(IReadOnlyList<string> tokens)
    {
        Vocabulary vocabulary = new(tokens.Count);
        for (int id = 0; id < tokens.Count; id++)
            vocabulary.Add(tokens[id], id);
        return vocabulary;
    }

    private void Add(string token, int id)
    {
        _ids[token] = id;
        while (_tokens.Count <= id)
            _tokens.Add(null);
        _tokens[id] = token;
        LongestToken = Math.Max(LongestToken, token.Length);
    }

    public static int ReadId(JsonField field) => field.Integer(HighestId);

    public int? IdOf(ReadOnlySpan<char> token) => _idsBySpan.TryGetValue(token, out int id) ? id : null;

    public string? TokenOf(int id) => id >= 0 && id < _tokens.Count ? _tokens[id] : null;

    /// <summary>The ids of the byte tokens &lt;0x00&gt; to &lt;0xFF&gt;, null where the vocabulary lacks one.</summary>
    public int?[] ByteIds() =>
        [.. Enumerable.Range(0, 256).Select(b => IdOf(string.Create(CultureInfo.InvariantCulture, $"<0x{b:X2}>")))];
}
