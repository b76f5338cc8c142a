namespace AttentionViz.Gateway.Explore.Neighbors;

/// <summary>The points of greatest score; equal scores go by point, the lower first.</summary>
/// <param name="count">How many, at least 1.</param>
internal sealed class BestPoints(int count)
{
    private static readonly Comparer<(double Score, int Point)> WorstFirst = Comparer<(double Score, int Point)>.Create((a, b) =>
        a.Score != b.Score ? a.Score.CompareTo(b.Score) : b.Point.CompareTo(a.Point));

    private readonly PriorityQueue<int, (double Score, int Point)> _kept = new(WorstFirst);

    public void Add(int point, double score)
    {
        if (_kept.Count < count) _kept.Enqueue(point, (score, point));
        else if (_kept.TryPeek(out _, out var worst) && WorstFirst.Compare((score, point), worst) > 0) _kept.EnqueueDequeue(point, (score, point));
    }

    /// <summary>Best first.</summary>
    public IReadOnlyList<(double Score, int Point)> Take() => [.. _kept.UnorderedItems.Select(i => i.Priority).OrderDescending(WorstFirst)];
}
