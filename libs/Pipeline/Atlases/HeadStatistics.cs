namespace AttentionViz.Pipeline.Atlases;

/// <summary>
/// Sums over every token of a shard for one head. Added up in shard order, so that the totals are
/// the same whatever worker did which shard when.
/// </summary>
public sealed class HeadStatistics
{
    public long Tokens { get; set; }

    /// <summary>Sum of the queries, component by component.</summary>
    public double[] QuerySum { get; set; } = [];

    /// <summary>Sum of the keys that this head reads.</summary>
    public double[] KeySum { get; set; } = [];

    public double QuerySquaredNorm { get; set; }

    public double KeySquaredNorm { get; set; }

    /// <summary>Sum over queries of the weight on the position before; likewise the others of the head profile.</summary>
    public double Previous { get; set; }

    public double Self { get; set; }

    public double Next { get; set; }

    public double First { get; set; }

    public double Special { get; set; }

    public double SameToken { get; set; }

    public double Induction { get; set; }

    /// <summary>Sum over queries of entropy / log(keys in sight); 0 for a query that sees one key.</summary>
    public double Entropy { get; set; }

    public void Add(HeadStatistics other)
    {
        if (QuerySum.Length == 0) (QuerySum, KeySum) = (new double[other.QuerySum.Length], new double[other.KeySum.Length]);
        Tokens += other.Tokens;
        for (var i = 0; i < QuerySum.Length; i++) QuerySum[i] += other.QuerySum[i];
        for (var i = 0; i < KeySum.Length; i++) KeySum[i] += other.KeySum[i];
        QuerySquaredNorm += other.QuerySquaredNorm;
        KeySquaredNorm += other.KeySquaredNorm;
        Previous += other.Previous;
        Self += other.Self;
        Next += other.Next;
        First += other.First;
        Special += other.Special;
        SameToken += other.SameToken;
        Induction += other.Induction;
        Entropy += other.Entropy;
    }
}
