using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AttentionViz.Numerics.Linear;
using AttentionViz.Numerics.Randomness;
using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Umap;

/// <summary>
/// Stochastic gradient descent over the edges of the fuzzy graph. In an epoch a point moves along its own due edges one
/// after the other and sees all others where the last epoch left them: points are then independent of one another, so
/// threads change nothing and sixteen points move at once, a lane each. As the graph is symmetric, an attraction counts
/// twice for the point it is visited from, once for either end of the edge. A negative sample is drawn once for sixteen
/// points: the first gets the point drawn, the others those that follow it. For each of them it is uniform over all points,
/// and it costs one load where sixteen draws would cost sixteen.
/// </summary>
internal sealed class UmapLayout
{
    internal const float MaxGradient = 4;
    internal const float Softening = 1e-3f;
    private const int Lanes = 16;
    private const int GroupsPerBlock = 16;
    private const int StepsAtOnce = 64;

    private readonly EdgeSchedule _schedule;
    private readonly UmapKernel _kernel;
    private readonly UmapOptions _options;
    private readonly int _count;
    private readonly int _epochs;
    private readonly int _dimensions;
    private readonly int _threads;
    private readonly ulong _seed;

    // [dimension][count + 16]: the first points follow the last once more, so that sixteen can be read from any of them.
    private float[][] _now;
    private float[][] _next;

    public UmapLayout(
        SymmetricSparse graph, DistanceCurve curve, UmapOptions options, int epochs, int dimensions, ulong seed, int threads)
    {
        Curve = curve;
        _options = options;
        _count = graph.Count;
        _epochs = epochs;
        _dimensions = dimensions;
        _seed = SplitMix64.Hash(seed, 4);
        _threads = threads;
        _kernel = new UmapKernel(curve, Softening, MaxGradient);
        _schedule = new EdgeSchedule(graph, epochs, SplitMix64.Hash(seed, 5));
        // A third coordinate that stays 0 spares the kernel a second version.
        _now = [.. Enumerable.Range(0, 3).Select(_ => new float[_count + Lanes])];
        _next = [.. Enumerable.Range(0, 3).Select(_ => new float[_count + Lanes])];
    }

    public DistanceCurve Curve { get; }

    /// <summary>Sets where the points start: [n x dimensions].</summary>
    public void Place(ReadOnlySpan<float> points)
    {
        for (var p = 0; p < _count; p++)
        {
            for (var d = 0; d < _dimensions; d++)
                _now[d][p] = points[(_schedule.Order[p] * _dimensions) + d];
        }

        Wrap(_now);
    }

    /// <summary>Moves every point once along all its edges that are due.</summary>
    public void RunEpoch(int epoch, CancellationToken cancellation)
    {
        var rate = (float)(_options.LearningRate * (1 - ((double)epoch / _epochs)));
        var groups = (_count + Lanes - 1) / Lanes;
        RowBlocks.For(groups, GroupsPerBlock, _threads, (start, end) =>
        {
            for (var group = start; group < end; group++)
            {
                if (_dimensions == 2)
                    Move<Plane>(group * Lanes, epoch, rate);
                else
                    Move<Space>(group * Lanes, epoch, rate);
            }
        }, cancellation);
        Wrap(_next);
        (_now, _next) = (_next, _now);
    }

    /// <summary>[n x dimensions] the points, their mean at the origin.</summary>
    public float[] CentredPoints()
    {
        var points = new float[_count * _dimensions];
        for (var p = 0; p < _count; p++)
        {
            for (var d = 0; d < _dimensions; d++)
                points[(_schedule.Order[p] * _dimensions) + d] = _now[d][p];
        }

        var means = ColumnMeans.Of(points, _dimensions);
        for (var i = 0; i < points.Length; i++)
            points[i] -= (float)means[i % _dimensions];
        return points;
    }

    /// <summary>Moves up to sixteen points, each along its due edges one after the other.</summary>
    [SkipLocalsInit]
    private void Move<TSpace>(int first, int epoch, float rate)
        where TSpace : struct, ISpace
    {
        Span<float> others = stackalloc float[3 * StepsAtOnce * Lanes];
        Span<int> edges = stackalloc int[Lanes];
        Span<int> counts = stackalloc int[Lanes];
        ref var x = ref MemoryMarshal.GetArrayDataReference(_now[0]);
        ref var y = ref MemoryMarshal.GetArrayDataReference(_now[1]);
        ref var z = ref MemoryMarshal.GetArrayDataReference(_now[2]);
        var ownX = Vector512.LoadUnsafe(ref x, (nuint)first);
        var ownY = Vector512.LoadUnsafe(ref y, (nuint)first);
        var ownZ = TSpace.HasDepth ? Vector512.LoadUnsafe(ref z, (nuint)first) : default;
        var random = SplitMix64.Hash(_seed + (ulong)epoch, (ulong)first);
        var lanes = Math.Min(Lanes, _count - first);
        _schedule.RowStarts.Slice(first, lanes).CopyTo(edges);
        counts.Clear();
        bool more;
        do
        {
            var steps = Gather<TSpace>(first, epoch, edges[..lanes], counts, others, out more);
            var remaining = Vector512.Create<int>(counts);
            ref var other = ref MemoryMarshal.GetReference(others);
            for (var s = 0; s < steps; s++)
            {
                var at = (nuint)(3 * s * Lanes);
                var dx = ownX - Vector512.LoadUnsafe(ref other, at);
                var dy = ownY - Vector512.LoadUnsafe(ref other, at + Lanes);
                var dz = TSpace.HasDepth ? ownZ - Vector512.LoadUnsafe(ref other, at + (2 * Lanes)) : default;
                var factor = _kernel.Pull(Square<TSpace>(dx, dy, dz));
                // Twice: what the edge does to its other end is done when it is visited from there.
                var (forceX, forceY) = (_kernel.Clip(factor * dx), _kernel.Clip(factor * dy));
                var forceZ = TSpace.HasDepth ? _kernel.Clip(factor * dz) : default;
                (forceX, forceY, forceZ) = (forceX + forceX, forceY + forceY, forceZ + forceZ);
                for (var negative = 0; negative < _options.NegativeSamples; negative++)
                {
                    random += 0x9E3779B97F4A7C15;
                    var j = (nuint)(((SplitMix64.Mix(random) >> 32) * (ulong)_count) >> 32);
                    dx = ownX - Vector512.LoadUnsafe(ref x, j);
                    dy = ownY - Vector512.LoadUnsafe(ref y, j);
                    dz = TSpace.HasDepth ? ownZ - Vector512.LoadUnsafe(ref z, j) : default;
                    factor = _kernel.Push(Square<TSpace>(dx, dy, dz));
                    forceX += _kernel.Clip(factor * dx);
                    forceY += _kernel.Clip(factor * dy);
                    forceZ = TSpace.HasDepth ? forceZ + _kernel.Clip(factor * dz) : default;
                }

                var step = Vector512.ConditionalSelect(
                    Vector512.GreaterThan(remaining, Vector512.Create(s)).AsSingle(), Vector512.Create(rate), Vector512<float>.Zero);
                ownX = Vector512.FusedMultiplyAdd(step, forceX, ownX);
                ownY = Vector512.FusedMultiplyAdd(step, forceY, ownY);
                ownZ = TSpace.HasDepth ? Vector512.FusedMultiplyAdd(step, forceZ, ownZ) : default;
            }
        }
        while (more);
        ownX.StoreUnsafe(ref _next[0][first]);
        ownY.StoreUnsafe(ref _next[1][first]);
        if (TSpace.HasDepth)
            ownZ.StoreUnsafe(ref _next[2][first]);
    }

    /// <summary>Puts the other ends of due edges side by side: [step][coordinate][lane]. Returns the steps of the longest lane.</summary>
    [SkipLocalsInit]
    private int Gather<TSpace>(int first, int epoch, Span<int> edges, Span<int> counts, Span<float> others, out bool more)
        where TSpace : struct, ISpace
    {
        Span<int> due = stackalloc int[StepsAtOnce];
        ref var x = ref MemoryMarshal.GetArrayDataReference(_now[0]);
        ref var y = ref MemoryMarshal.GetArrayDataReference(_now[1]);
        ref var z = ref MemoryMarshal.GetArrayDataReference(_now[2]);
        ref var other = ref MemoryMarshal.GetReference(others);
        var steps = 0;
        more = false;
        for (var lane = 0; lane < edges.Length; lane++)
        {
            var end = _schedule.RowStarts[first + lane + 1];
            counts[lane] = _schedule.Take(ref edges[lane], end, epoch, due);
            more |= edges[lane] < end;
            steps = Math.Max(steps, counts[lane]);
            ref var slot = ref Unsafe.Add(ref other, lane);
            foreach (var j in due[..counts[lane]])
            {
                slot = Unsafe.Add(ref x, j);
                Unsafe.Add(ref slot, Lanes) = Unsafe.Add(ref y, j);
                if (TSpace.HasDepth)
                    Unsafe.Add(ref slot, 2 * Lanes) = Unsafe.Add(ref z, j);
                slot = ref Unsafe.Add(ref slot, 3 * Lanes);
            }
        }

        return steps;
    }

    private static Vector512<float> Square<TSpace>(Vector512<float> dx, Vector512<float> dy, Vector512<float> dz)
        where TSpace : struct, ISpace
    {
        var square = Vector512.FusedMultiplyAdd(dx, dx, dy * dy);
        return TSpace.HasDepth ? Vector512.FusedMultiplyAdd(dz, dz, square) : square;
    }

    private void Wrap(float[][] points)
    {
        foreach (var coordinate in points)
        {
            for (var i = 0; i < Lanes; i++)
                coordinate[_count + i] = coordinate[i % _count];
        }
    }

    // Structs as type arguments give the compiler a loop of its own for two and for three dimensions.
    private interface ISpace
    {
        static abstract bool HasDepth { get; }
    }

    private readonly struct Plane : ISpace
    {
        public static bool HasDepth => false;
    }

    private readonly struct Space : ISpace
    {
        public static bool HasDepth => true;
    }
}
