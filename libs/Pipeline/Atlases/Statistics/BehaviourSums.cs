namespace AttentionViz.Pipeline.Atlases.Statistics;

/// <summary>
/// What a query head attends to, summed over every query of a corpus. One array, as
/// <see cref="MomentSums"/>; the constants say what stands where.
/// </summary>
public sealed class BehaviourSums
{
    /// <summary>Number of queries.</summary>
    public const int Queries = 0;

    /// <summary>Number of queries that see at least two keys.</summary>
    public const int Choosing = 1;

    /// <summary>Weight on the sequence's first position.</summary>
    public const int First = 2;

    /// <summary>Weight on special tokens.</summary>
    public const int Special = 3;

    /// <summary>Weight on punctuation that is no special token.</summary>
    public const int Punctuation = 4;

    /// <summary>Weight on what is first, special or punctuation, counted once.</summary>
    public const int Sink = 5;

    /// <summary>Weight on other positions with the query's token, and the queries that see such a position.</summary>
    public const int SameToken = 6;
    public const int SameTokenQueries = 7;

    /// <summary>Weight on the position after an earlier occurrence of the query's token, and the queries that have one.</summary>
    public const int Induction = 8;
    public const int InductionQueries = 9;

    /// <summary>Entropy / log(keys in sight), of the queries that choose.</summary>
    public const int Entropy = 10;

    /// <summary>(exp(entropy) - 1) / (keys in sight - 1), of the queries that choose.</summary>
    public const int Breadth = 11;

    /// <summary>Weight by distance, a value a bin of <see cref="DistanceBins"/>.</summary>
    public const int Distance = 12;

    /// <summary>Queries that see a key at each distance -16..16.</summary>
    public const int DistanceQueries = Distance + DistanceBins.Count;

    /// <summary>Weight of a patch on other patches of its row, and the patches that see such a one; 0 where there is no grid.</summary>
    public const int Row = DistanceQueries + DistanceBins.ExactCount;
    public const int RowQueries = Row + 1;

    /// <summary>The same for its column.</summary>
    public const int Column = Row + 2;
    public const int ColumnQueries = Row + 3;

    /// <summary>The same for the patches that touch it.</summary>
    public const int Local = Row + 4;
    public const int LocalQueries = Row + 5;

    public const int Length = Row + 6;

    public BehaviourSums(double[] values)
    {
        if (values.Length != Length) throw new ArgumentException($"{values.Length} sums instead of {Length}", nameof(values));
        Values = values;
    }

    public double[] Values { get; }

    /// <summary>A sum over the queries it is taken of; 0 where there are none.</summary>
    public double Mean(int sum, int queries = Queries) => Values[queries] > 0 ? Values[sum] / Values[queries] : 0;

    /// <summary>Mean weight at one distance, -16..16, over the queries that see a key there.</summary>
    public double AtDistance(int distance) => Mean(Distance + DistanceBins.Of(distance), DistanceQueries + distance + DistanceBins.Exact);
}
