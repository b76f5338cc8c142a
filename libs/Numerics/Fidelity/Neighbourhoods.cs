using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Fidelity;

/// <summary>
/// Measures <see cref="NeighbourFigures"/>, means over a seeded sample of queries and one of keys. What a space is held
/// against, neighbours in aligned space and most attended keys, is found once.
/// </summary>
internal sealed class Neighbourhoods
{
    private const int RecallK = NeighbourFigures.RecallK;
    private const int TrustK = NeighbourFigures.TrustK;
    private readonly PointBlocks _aligned;
    private readonly int _queries;
    private readonly int _keys;
    private readonly int _threads;
    private readonly int[] _points;
    private readonly int _sampledQueries;
    private readonly int[] _near;
    private readonly int[] _nearOfKind;
    private readonly int[] _attended;

    /// <param name="aligned">All queries, then all keys.</param>
    /// <param name="queries">How many are queries.</param>
    /// <param name="head">Null where there are no logits.</param>
    public Neighbourhoods(PointBlocks aligned, int queries, HeadVectors? head, FidelityOptions options, CancellationToken cancellation)
    {
        (_aligned, _queries, _keys, _threads) = (aligned, queries, aligned.Count - queries, options.Threads);
        var chosen = SeededSubset.Choose([.. Enumerable.Range(0, queries)], options.MaxPoints, options.Seed);
        _sampledQueries = chosen.Length;
        _points = [.. chosen, .. SeededSubset.Choose([.. Enumerable.Range(queries, _keys)], options.MaxPoints, options.Seed)];
        _attended = head is null || _keys <= RecallK ? [] : MostAttended.Find(head, chosen, RecallK, options.Threads, cancellation);
        _near = new int[TrustK * _points.Length];
        _nearOfKind = new int[RecallK * _points.Length];
        var scores = new NeighbourScore[_points.Length];
        Visit(aligned, false, (i, near, _) =>
        {
            Copy(near.Joint, _near.AsSpan(i * TrustK, TrustK));
            Copy(OfKind(i, near), _nearOfKind.AsSpan(i * RecallK, RecallK));
            scores[i] = Score(i, near, []);
        }, cancellation);
        Aligned = Figures(scores);
    }

    /// <summary>The figures of aligned space itself; those that compare with it are perfect.</summary>
    public NeighbourFigures Aligned { get; }

    /// <summary>The figures of a space of the same points.</summary>
    public NeighbourFigures In(PointBlocks space, CancellationToken cancellation)
    {
        var scores = new NeighbourScore[_points.Length];
        Visit(space, _aligned.Count > 2 * TrustK, (i, near, alignedRow) => scores[i] = Score(i, near, alignedRow), cancellation);
        return Figures(scores);
    }

    private NeighbourFigures Figures(NeighbourScore[] scores) => NeighbourFigures.Of(
        _queries, _keys, NeighbourScore.Mean(scores.AsSpan(0, _sampledQueries)), NeighbourScore.Mean(scores.AsSpan(_sampledQueries)));

    /// <summary>Calls back with each sampled point, its neighbours in a space and, if wanted, its distances in aligned space.</summary>
    private void Visit(PointBlocks space, bool withAligned, Action<int, KindNeighbours, float[]> visit, CancellationToken cancellation) =>
        RowBlocks.For(_points.Length, 32, _threads, (start, end) =>
        {
            var row = new float[space.PaddedCount];
            var alignedRow = new float[withAligned ? _aligned.PaddedCount : 0];
            var near = new KindNeighbours(_queries, _keys, NeighbourFigures.MixingK);
            for (var i = start; i < end; i++)
            {
                space.SquaredDistances(_points[i], row);
                near.Find(row, _points[i]);
                if (withAligned)
                    _aligned.SquaredDistances(_points[i], alignedRow);
                visit(i, near, alignedRow);
            }
        }, cancellation);

    private NeighbourScore Score(int i, KindNeighbours near, float[] alignedRow)
    {
        var isQuery = i < _sampledQueries;
        var alignedNear = _near.AsSpan(i * TrustK, TrustK);
        return new NeighbourScore(
            isQuery ? Keys(near.Joint) : 0,
            isQuery && _attended.Length > 0 ? Attended(near.Keys[..RecallK], _attended.AsSpan(i * RecallK, RecallK)) : 0,
            Overlap.Count(First(near.Joint, RecallK), alignedNear[..RecallK]),
            Overlap.Count(First(OfKind(i, near), RecallK), _nearOfKind.AsSpan(i * RecallK, RecallK)),
            alignedRow.Length > 0 ? RankPenalty.Of(alignedRow.AsSpan(0, _aligned.Count), _points[i], alignedNear, near.Joint[..TrustK]) : 0);
    }

    private ReadOnlySpan<int> OfKind(int i, KindNeighbours near) => i < _sampledQueries ? near.Queries : near.Keys;

    private int Keys(ReadOnlySpan<int> points)
    {
        var count = 0;
        foreach (var point in points)
            count += point >= _queries ? 1 : 0;
        return count;
    }

    private int Attended(ReadOnlySpan<int> points, ReadOnlySpan<int> attended)
    {
        var count = 0;
        foreach (var point in points)
            count += attended.Contains(point - _queries) ? 1 : 0;
        return count;
    }

    private static ReadOnlySpan<int> First(ReadOnlySpan<int> points, int count) => points[..Math.Min(count, points.Length)];

    /// <summary>As many as there are and fit; the rest is no point.</summary>
    private static void Copy(ReadOnlySpan<int> points, Span<int> target)
    {
        target.Fill(-1);
        First(points, target.Length).CopyTo(target);
    }
}
