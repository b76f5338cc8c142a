namespace AttentionViz.Extractor.Tokenization;

/// <summary>All pieces of a vocabulary, to be walked along a text one UTF-16 unit at a time.</summary>
internal sealed class PieceTrie
{
    public const int Root = 0;
    public const int None = -1;

    private readonly Dictionary<long, int> _children = [];
    private readonly List<int> _ids = [None];

    public PieceTrie(Vocabulary vocabulary)
    {
        for (int id = 0; id < vocabulary.Size; id++)
        {
            // Of pieces written alike the last one counts, as in the vocabulary.
            if (vocabulary.TokenOf(id) is { Length: > 0 } piece)
                _ids[NodeOf(piece)] = id;
        }
    }

    public int Step(int node, char unit) => _children.TryGetValue(Key(node, unit), out int child) ? child : None;

    public int? IdAt(int node) => _ids[node] == None ? null : _ids[node];

    private int NodeOf(string piece)
    {
        int node = Root;
        foreach (char unit in piece)
        {
            if (!_children.TryGetValue(Key(node, unit), out int child))
            {
                child = _ids.Count;
                _children.Add(Key(node, unit), child);
                _ids.Add(None);
            }
            node = child;
        }
        return node;
    }

    private static long Key(int node, char unit) => ((long)node << 16) | unit;
}
