using AttentionViz.Pipeline.Atlases.Statistics;

namespace AttentionViz.Extractor.Extraction.Statistics;

/// <summary>What the statistics need to know of one sequence; the same for every head of a form.</summary>
internal sealed class SequenceFacts
{
    private readonly AttentionForm _form;
    private readonly int[] _group;
    private readonly int[] _rank;
    private readonly int[] _start;
    private readonly int[] _places;

    public SequenceFacts(EncodedSequence sequence, AttentionForm form)
    {
        _form = form;
        (QueryLength, KeyLength) = (sequence.LengthOf(form.QuerySide), sequence.LengthOf(form.KeySide));
        var first = sequence.StartOf(form.KeySide);
        var special = sequence.Special;
        Special = [.. Enumerable.Range(0, KeyLength).Where(i => special[first + i])];
        Punctuation = [.. Enumerable.Range(0, KeyLength).Where(i => !special[first + i] && IsPunctuation(sequence.Texts[first + i]))];
        Sinks = [.. Special.Concat(Punctuation).Append(0).Distinct().Order()];
        var ids = sequence.Ids.AsSpan();
        (_group, _rank, _start, _places) = Group(ids.Slice(sequence.StartOf(form.QuerySide), QueryLength).ToArray(), ids.Slice(first, KeyLength).ToArray());

        var padded = Lanes.Pad(QueryLength);
        (EntropyFactor, BreadthFactor) = (new float[padded], new float[padded]);
        Counts = new double[BehaviourSums.Length];
        Counts[BehaviourSums.Queries] = QueryLength;
        for (var i = 0; i < QueryLength; i++) Count(i);
        Grid = IsCross ? null : GridFacts.Of(sequence, form.Causal);
        Grid?.Count(Counts);
    }

    public int QueryLength { get; }

    public int KeyLength { get; }

    /// <summary>Keys are of other tokens than queries: none is at, before or after a query's own position.</summary>
    public bool IsCross => _form.IsCross;

    /// <summary>Positions of keys, ascending.</summary>
    public int[] Special { get; }

    /// <summary>Positions of keys that are punctuation and that is not special.</summary>
    public int[] Punctuation { get; }

    /// <summary>Positions of keys that are first, special or punctuation.</summary>
    public int[] Sinks { get; }

    /// <summary>Where the patches of an image lie; null where there is no known grid.</summary>
    public GridFacts? Grid { get; }

    /// <summary>1 / log(keys in sight) of each query; 0 where there is one key. Padded.</summary>
    public float[] EntropyFactor { get; }

    /// <summary>1 / (keys in sight - 1) of each query; 0 where there is one key. Padded.</summary>
    public float[] BreadthFactor { get; }

    /// <summary><see cref="BehaviourSums"/> with what does not depend on the head: the numbers of queries.</summary>
    public double[] Counts { get; }

    public int InSight(int query) => _form.Causal ? query + 1 : KeyLength;

    /// <summary>Positions of keys that hold the token of <paramref name="query"/>, with self-attention itself included, ascending.</summary>
    public ReadOnlySpan<int> SameToken(int query)
    {
        var group = _group[query];
        if (group < 0) return [];
        return _places.AsSpan(_start[group], _start[group + 1] - _start[group]);
    }

    private static bool IsPunctuation(string text)
    {
        var any = false;
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c)) return false;
            any |= char.IsPunctuation(c) || char.IsSymbol(c);
        }

        return any;
    }

    /// <summary>Of each query the group of keys with its token, -1 where there is none, and how many of these come before its position.</summary>
    private static (int[] Group, int[] Rank, int[] Start, int[] Places) Group(int[] queries, int[] keys)
    {
        var groups = Enumerable.Range(0, keys.Length).GroupBy(i => keys[i]).Select(g => g.ToArray()).ToArray();
        var (of, start) = (new Dictionary<int, int>(groups.Length), new int[groups.Length + 1]);
        for (var g = 0; g < groups.Length; g++)
        {
            start[g + 1] = start[g] + groups[g].Length;
            of[keys[groups[g][0]]] = g;
        }

        int[] group = [.. queries.Select(id => of.GetValueOrDefault(id, -1))];
        int[] rank = [.. group.Select((g, query) => g < 0 ? 0 : Math.Max(0, Array.BinarySearch(groups[g], query)))];
        return (group, rank, start, [.. groups.SelectMany(g => g)]);
    }

    private void Count(int query)
    {
        var keys = InSight(query);
        if (keys > 1)
        {
            EntropyFactor[query] = (float)(1 / Math.Log(keys));
            BreadthFactor[query] = 1f / (keys - 1);
            Counts[BehaviourSums.Choosing]++;
        }

        var same = SameToken(query);
        if (IsCross)
        {
            if (same.Length > 0) Counts[BehaviourSums.SameTokenQueries]++;
            return;
        }

        var earlier = _rank[query];
        if (earlier > 0 || (!_form.Causal && same.Length > 1)) Counts[BehaviourSums.SameTokenQueries]++;
        // An occurrence just before the query is followed by the query itself, which does not count.
        if (earlier > 1 || (earlier == 1 && same[0] != query - 1)) Counts[BehaviourSums.InductionQueries]++;
        var nearest = Math.Max(-DistanceBins.Exact, -query);
        var farthest = Math.Min(DistanceBins.Exact, keys - 1 - query);
        for (var d = nearest; d <= farthest; d++) Counts[BehaviourSums.DistanceQueries + DistanceBins.Exact + d]++;
    }
}
