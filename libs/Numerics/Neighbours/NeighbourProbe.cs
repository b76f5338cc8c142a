using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Numerics.Neighbours;

/// <summary>How far the k-th neighbour truly is from some points: what approximate lists are judged by.</summary>
internal sealed class NeighbourProbe
{
    private const int MostPoints = 128;

    private readonly int _k;
    private readonly int[] _points;
    private readonly float[] _farthest;

    /// <param name="k">At most n - 1.</param>
    /// <param name="seed">Chooses the points.</param>
    public NeighbourProbe(PointBlocks points, int k, ulong seed)
    {
        _k = k;
        var random = new SeededRandom(seed);
        _points = [.. Enumerable.Range(0, Math.Min(MostPoints, points.Count)).Select(_ => random.Next(points.Count))];
        var search = new PlainSearch(points, k);
        var indices = new int[k];
        var squares = new float[k];
        _farthest = new float[_points.Length];
        for (var p = 0; p < _points.Length && k > 0; p++)
        {
            search.Find(_points[p], indices, squares);
            // Lists may sum the same squares in another order.
            _farthest[p] = squares[^1] * (1 + 1e-5f);
        }
    }

    /// <summary>Where the points stand in an order of all points.</summary>
    public int[] Places(int[] order) => [.. _points.Select(p => Array.IndexOf(order, p))];

    /// <summary>Share of the k neighbours that are as near as the k true ones; 1 where k is 0.</summary>
    /// <param name="lists">Squared distances ascending.</param>
    /// <param name="places">The list of each point.</param>
    public double Recall(NeighbourLists lists, int[] places)
    {
        var hits = 0;
        for (var p = 0; p < places.Length; p++)
        {
            foreach (var square in lists.Squares.AsSpan(places[p] * lists.Size, _k))
                hits += square <= _farthest[p] ? 1 : 0;
        }

        return _k == 0 ? 1 : (double)hits / (places.Length * _k);
    }
}
