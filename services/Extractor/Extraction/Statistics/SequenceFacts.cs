using AttentionViz.Pipeline.Atlases.Statistics;

namespace AttentionViz.Extractor.Extraction.Statistics;

/// <summary>What the statistics need to know of one sequence; the same for every head.</summary>
internal sealed class SequenceFacts
{
    private readonly int[] _group;
    private readonly int[] _rank;
    private readonly int[] _start;
    private readonly int[] _places;

    /// <param name="causal">A query sees no later key.</param>
    public SequenceFacts(EncodedSequence sequence, bool causal)
    {
        (Length, Causal) = (sequence.Length, causal);
        var special = sequence.Special;
        Special = [.. Enumerable.Range(0, Length).Where(i => special[i])];
        Punctuation = [.. Enumerable.Range(0, Length).Where(i => !special[i] && IsPunctuation(sequence.Texts[i]))];
        Sinks = [.. Special.Concat(Punctuation).Append(0).Distinct().Order()];
        (_group, _rank, _start, _places) = Group(sequence.Ids);

        var padded = Lanes.Pad(Length);
        (EntropyFactor, BreadthFactor) = (new float[padded], new float[padded]);
        Counts = new double[BehaviourSums.Length];
        Counts[BehaviourSums.Queries] = Length;
        for (var i = 0; i < Length; i++) Count(i);
        Grid = GridFacts.Of(sequence, causal);
        Grid?.Count(Counts);
    }

    public int Length { get; }

    public bool Causal { get; }

    /// <summary>Positions, ascending.</summary>
    public int[] Special { get; }

    /// <summary>Positions of punctuation that is not special.</summary>
    public int[] Punctuation { get; }

    /// <summary>Positions that are first, special or punctuation.</summary>
    public int[] Sinks { get; }

    /// <summary>Where the patches of an image lie; null where there is no known grid.</summary>
    public GridFacts? Grid { get; }

    /// <summary>1 / log(keys in sight) of each query; 0 where there is one key. Padded.</summary>
    public float[] EntropyFactor { get; }

    /// <summary>1 / (keys in sight - 1) of each query; 0 where there is one key. Padded.</summary>
    public float[] BreadthFactor { get; }

    /// <summary><see cref="BehaviourSums"/> with what does not depend on the head: the numbers of queries.</summary>
    public double[] Counts { get; }

    public int InSight(int query) => Causal ? query + 1 : Length;

    /// <summary>Positions that hold the token of <paramref name="query"/>, itself included, ascending.</summary>
    public ReadOnlySpan<int> SameToken(int query)
    {
        var group = _group[query];
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

    private static (int[] Group, int[] Rank, int[] Start, int[] Places) Group(int[] ids)
    {
        var groups = Enumerable.Range(0, ids.Length).GroupBy(i => ids[i]).Select(g => g.ToArray()).ToArray();
        var (group, rank, start) = (new int[ids.Length], new int[ids.Length], new int[groups.Length + 1]);
        for (var g = 0; g < groups.Length; g++)
        {
            start[g + 1] = start[g] + groups[g].Length;
            for (var r = 0; r < groups[g].Length; r++) (group[groups[g][r]], rank[groups[g][r]]) = (g, r);
        }

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
        var earlier = _rank[query];
        if (earlier > 0 || (!Causal && same.Length > 1)) Counts[BehaviourSums.SameTokenQueries]++;
        // An occurrence just before the query is followed by the query itself, which does not count.
        if (earlier > 1 || (earlier == 1 && same[0] != query - 1)) Counts[BehaviourSums.InductionQueries]++;
        var nearest = Math.Max(-DistanceBins.Exact, -query);
        var farthest = Math.Min(DistanceBins.Exact, keys - 1 - query);
        for (var d = nearest; d <= farthest; d++) Counts[BehaviourSums.DistanceQueries + DistanceBins.Exact + d]++;
    }
}
