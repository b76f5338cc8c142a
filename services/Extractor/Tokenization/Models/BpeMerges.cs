namespace AttentionViz.Extractor.Tokenization;

/// <summary>Which two neighbours become one, and which go first.</summary>
internal sealed class BpeMerges(Dictionary<long, BpeMerges.Rule> rules)
{
    /// <summary>The lowest rank merges first; of equals, the leftmost.</summary>
    internal readonly record struct Rule(int Rank, int Merged);

    private struct Node
    {
        public ModelToken Token;
        public int Previous;
        public int Next;
        public bool Gone;
    }

    public static long Key(int left, int right) => ((long)left << 32) | (uint)right;

    /// <summary>Merges until nothing merges: a linked list and a queue of candidates, n log n in the word's length.</summary>
    public void Merge(List<ModelToken> symbols, List<ModelToken> merged)
    {
        if (symbols.Count < 2)
        {
            merged.AddRange(symbols);
            return;
        }
        Node[] nodes = new Node[symbols.Count];
        PriorityQueue<(int At, int Merged), long> queue = new(symbols.Count);
        for (int i = 0; i < nodes.Length; i++)
        {
            nodes[i] = new Node { Token = symbols[i], Previous = i - 1, Next = i + 1 };
            if (i > 0)
                Offer(nodes, i - 1, queue);
        }
        while (queue.TryDequeue(out (int At, int Merged) candidate, out _))
            Join(nodes, candidate.At, candidate.Merged, queue);
        for (int at = 0; at < nodes.Length; at = nodes[at].Next)
            merged.Add(nodes[at].Token);
    }

    /// <summary>Joins a node with its right neighbour, unless one of them has changed since this was queued.</summary>
    private void Join(Node[] nodes, int at, int mergedId, PriorityQueue<(int At, int Merged), long> queue)
    {
        ref Node left = ref nodes[at];
        if (left.Gone || left.Next >= nodes.Length)
            return;
        ref Node right = ref nodes[left.Next];
        if (!rules.TryGetValue(Key(left.Token.Id, right.Token.Id), out Rule rule) || rule.Merged != mergedId)
            return;
        left.Token = new ModelToken(mergedId, left.Token.Start, right.Token.End);
        right.Gone = true;
        left.Next = right.Next;
        if (left.Next < nodes.Length)
        {
            nodes[left.Next].Previous = at;
            Offer(nodes, at, queue);
        }
        if (left.Previous >= 0)
            Offer(nodes, left.Previous, queue);
    }

    private void Offer(Node[] nodes, int at, PriorityQueue<(int At, int Merged), long> queue)
    {
        if (rules.TryGetValue(Key(nodes[at].Token.Id, nodes[nodes[at].Next].Token.Id), out Rule rule))
            queue.Enqueue((at, rule.Merged), ((long)rule.Rank << 32) | (uint)at);
    }
}
