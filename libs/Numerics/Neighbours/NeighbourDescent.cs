using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AttentionViz.Numerics.Randomness;
using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Neighbours;

/// <summary>
/// Approximate neighbours for many points (Dong, Moses, Li: Efficient k-nearest neighbor graph construction for generic
/// similarity measures, 2011): a neighbour's neighbour is likely a neighbour. Lists start from exact search within the
/// leaves of a few random projection trees. In a round every point looks at the neighbours, forward and reverse, of its
/// neighbours as the last round left them, and writes its own list only: the result is the same at any number of threads.
/// A pair both of whose steps were known before the last round was looked at then and is passed over. Points are renumbered
/// along the first tree: neighbours then lie near one another in memory, where most of the time goes.
/// </summary>
internal sealed class NeighbourDescent
{
    private const int Trees = 3;
    private const int LeafSize = 256;
    private const int MostForward = 28;
    private const int MostReverse = 24;
    private const int LeastLength = 32;
    private const int SpareLength = 6;
    private const int MaxRounds = 12;
    private const int PointsPerBlock = 256;
    private const double LeastChange = 0.002;

    // Points of many independent coordinates have neighbours that do not know one another. Measured on 30,000 points of 64
    // coordinates after the first round: clusters 0.86, which end above 0.99; one cloud 0.29, which ends at 0.84.
    private const double LeastFirstRecall = 0.5;
    private const double LeastRecall = 0.97;

    // [n] the points in the order of the first tree, and their rows, [n x width], in that order.
    private readonly int[] _order;
    private readonly float[] _rows;
    private readonly int _width;
    private readonly int _count;
    private readonly int _k;
    private readonly int _forward;
    private readonly int _reverse;
    private readonly int _threads;
    private readonly ConcurrentBag<CandidateSet> _candidates = [];
    private NeighbourLists _now;
    private NeighbourLists _next;

    private NeighbourDescent(PointBlocks points, int k, int threads, int[] order)
    {
        _order = order;
        _count = points.Count;
        _width = points.Width;
        _rows = new float[points.Rows.Length];
        for (var i = 0; i < _count; i++)
            points.Rows.AsSpan(order[i] * _width, _width).CopyTo(_rows.AsSpan(i * _width));
        _k = k;
        _threads = threads;
        // Lists a little longer than asked lead to neighbours that those asked for would miss.
        var size = Math.Min(points.Count - 1, Math.Max(k + SpareLength, LeastLength));
        _forward = Math.Min(size, MostForward);
        _reverse = Math.Min(size, MostReverse);
        _now = new NeighbourLists(points.Count, size);
        _next = new NeighbourLists(points.Count, size);
    }

    /// <summary>
    /// k neighbours of every point, k at most n - 1; null where fewer than 0.97 of the true ones are found, as far as a
    /// seeded sample of the points tells. That is mostly known after the first round.
    /// </summary>
    /// <param name="seed">Seed of the trees and of the sample.</param>
    public static NeighbourGraph? Find(PointBlocks points, int k, int threads, ulong seed, CancellationToken cancellation)
    {
        var leafSize = Math.Max(LeafSize, 4 * k);
        var (order, starts) = ProjectionTree.Grow(points.Rows, points.Width, leafSize, SplitMix64.Hash(seed, 0), cancellation);
        var descent = new NeighbourDescent(points, k, threads, order);
        descent.SearchLeaves([.. Enumerable.Range(0, points.Count)], starts, cancellation);
        for (var tree = 1; tree < Trees; tree++)
        {
            var (members, leaves) = ProjectionTree.Grow(descent._rows, points.Width, leafSize, SplitMix64.Hash(seed, (ulong)tree), cancellation);
            descent.SearchLeaves(members, leaves, cancellation);
        }

        var probe = new NeighbourProbe(points, k, SplitMix64.Hash(seed, Trees));
        var places = probe.Places(order);
        for (var round = 0; round < MaxRounds; round++)
        {
            if (descent.Round(cancellation) < LeastChange * points.Count * k)
                break;
            if (round == 0 && probe.Recall(descent._now, places) < LeastFirstRecall)
                return null;
        }

        return probe.Recall(descent._now, places) < LeastRecall ? null : descent.Graph(points);
    }

    private void SearchLeaves(int[] members, int[] starts, CancellationToken cancellation) =>
        RowBlocks.For(starts.Length - 1, 1, _threads, (leaf, _) => SearchLeaf(members.AsSpan(starts[leaf], starts[leaf + 1] - starts[leaf])), cancellation);

    private void SearchLeaf(ReadOnlySpan<int> members)
    {
        var width = _width;
        var rows = new float[members.Length * width];
        for (var i = 0; i < members.Length; i++)
            _rows.AsSpan(members[i] * width, width).CopyTo(rows.AsSpan(i * width));
        var leaf = PointBlocks.Create(rows, width, Metric.Euclidean);
        var k = Math.Min(_now.Size, members.Length - 1);
        var graph = NearestNeighbours.Exact(leaf, k, 1, default);
        for (var i = 0; i < members.Length; i++)
        {
            for (var j = 0; j < k; j++)
            {
                var other = graph.Indices[(i * k) + j];
                _now.Insert(members[i], RowDistance.Squared(rows.AsSpan(i * width, width), rows.AsSpan(other * width, width)), members[other]);
            }
        }
    }

    /// <summary>One round; returns how many neighbours changed among the k nearest.</summary>
    private long Round(CancellationToken cancellation)
    {
        var reverse = new ReverseNeighbours(_now, _reverse);
        long changes = 0;
        RowBlocks.For(_count, PointsPerBlock, _threads, (start, end) =>
        {
            if (!_candidates.TryTake(out var candidates))
                candidates = new CandidateSet(_count);
            _next.CopyAsKnown(_now, start, end);
            long changed = 0;
            for (var i = start; i < end; i++)
            {
                Collect(i, reverse, candidates);
                changed += Improve(i, candidates);
            }

            Interlocked.Add(ref changes, changed);
            _candidates.Add(candidates);
        }, cancellation);
        (_now, _next) = (_next, _now);
        return changes;
    }

    private void Collect(int point, ReverseNeighbours reverse, CandidateSet candidates)
    {
        candidates.Begin();
        candidates.Exclude(point);
        var first = point * _now.Size;
        for (var e = first; e < first + _now.Size && _now.Indices[e] >= 0; e++)
            candidates.Exclude(_now.Indices[e]);
        for (var e = first; e < first + _forward && _now.Indices[e] >= 0; e++)
            Neighbours(_now.Indices[e], _now.IsNew[e], reverse, candidates);
        foreach (var entry in reverse.Of(point))
            Neighbours(entry < 0 ? ~entry : entry, entry < 0, reverse, candidates);
    }

    private void Neighbours(int middle, bool isNew, ReverseNeighbours reverse, CandidateSet candidates)
    {
        // A point reached backwards is no neighbour itself yet, unless it was looked at before.
        if (isNew)
            candidates.Add(middle);
        var first = middle * _now.Size;
        for (var e = first; e < first + _forward && _now.Indices[e] >= 0; e++)
        {
            if (isNew || _now.IsNew[e])
                candidates.Add(_now.Indices[e]);
        }

        foreach (var entry in reverse.Of(middle))
        {
            if (isNew || entry < 0)
                candidates.Add(entry < 0 ? ~entry : entry);
        }
    }

    private int Improve(int point, CandidateSet candidates)
    {
        var width = (nuint)_width;
        ref var rows = ref MemoryMarshal.GetArrayDataReference(_rows);
        ref var own = ref Unsafe.Add(ref rows, (nint)point * _width);
        var last = (point * _next.Size) + _next.Size - 1;
        var lastAsked = (point * _next.Size) + _k - 1;
        var changed = 0;
        foreach (var j in candidates.Items)
        {
            var square = RowDistance.Squared(ref own, ref Unsafe.Add(ref rows, (nint)j * _width), width);
            if (square > _next.Squares[last])
                continue;
            var isAsked = square < _next.Squares[lastAsked];
            if (_next.Insert(point, square, j) && isAsked)
                changed++;
        }

        return changed;
    }

    private NeighbourGraph Graph(PointBlocks points)
    {
        var indices = new int[_count * _k];
        var distances = new float[_count * _k];
        var row = new (float Square, int Index)[_k];
        PlainSearch? plain = null;
        for (var i = 0; i < _count; i++)
        {
            var first = i * _now.Size;
            if (_now.Indices[first + _k - 1] < 0)
            {
                // A group of no more than k points far from all others: no step leads out of it.
                var at = _order[i] * _k;
                (plain ??= new PlainSearch(points, _k)).Find(_order[i], indices.AsSpan(at, _k), distances.AsSpan(at, _k));
                foreach (ref var distance in distances.AsSpan(at, _k))
                    distance = points.ToDistance(distance);
                continue;
            }

            for (var j = 0; j < _k; j++)
                row[j] = (_now.Squares[first + j], _order[_now.Indices[first + j]]);
            // Equal distances go by index, and the indices have changed.
            Array.Sort(row);
            for (var j = 0; j < _k; j++)
            {
                indices[(_order[i] * _k) + j] = row[j].Index;
                distances[(_order[i] * _k) + j] = points.ToDistance(row[j].Square);
            }
        }

        return new NeighbourGraph(_count, _k, points.Metric, indices, distances);
    }
}
