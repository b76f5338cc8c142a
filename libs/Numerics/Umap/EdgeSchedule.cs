using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AttentionViz.Numerics.Linear;
using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Numerics.Umap;

/// <summary>
/// Which edges are due in which epoch: an edge is visited in proportion to its strength, the strongest in every epoch.
/// Points are renumbered by how many visits they start, so that sixteen neighbours in the new order have about as many
/// edges due at any time. Rows are padded to eight edges: one comparison tells which of eight are due.
/// </summary>
internal sealed class EdgeSchedule
{
    private const int Lanes = 8;
    private readonly int[] _rowStarts;
    private readonly int[] _targets;
    private readonly float[] _periods;
    private readonly float[] _next;

    /// <summary>Plans <paramref name="epochs"/> epochs over the edges of a graph.</summary>
    public EdgeSchedule(SymmetricSparse graph, int epochs, ulong seed)
    {
        var n = graph.Count;
        var strongest = 0f;
        foreach (var value in graph.Values)
            strongest = Math.Max(strongest, value);
        var least = strongest / epochs;
        Order = ByVisits(graph, least, seed);
        var place = new int[n];
        for (var p = 0; p < n; p++)
            place[Order[p]] = p;

        _rowStarts = new int[n + 1];
        for (var p = 0; p < n; p++)
        {
            var due = 0;
            for (var e = graph.RowStarts[Order[p]]; e < graph.RowStarts[Order[p] + 1]; e++)
                due += IsEverDue(graph.Values[e], least) ? 1 : 0;
            _rowStarts[p + 1] = _rowStarts[p] + ((due + Lanes - 1) / Lanes * Lanes);
        }

        _targets = new int[_rowStarts[n]];
        _periods = new float[_rowStarts[n]];
        Array.Fill(_periods, float.PositiveInfinity);
        for (var p = 0; p < n; p++)
        {
            var slot = _rowStarts[p];
            for (var e = graph.RowStarts[Order[p]]; e < graph.RowStarts[Order[p] + 1]; e++)
            {
                if (!IsEverDue(graph.Values[e], least))
                    continue;
                _targets[slot] = place[graph.Columns[e]];
                _periods[slot++] = strongest / graph.Values[e];
            }
        }

        _next = [.. _periods];
    }

    /// <summary>[n] the point of the graph that stands at each place of the new order.</summary>
    public int[] Order { get; }

    /// <summary>First edge of a place; that of the place after it ends its row. Always a multiple of eight.</summary>
    public ReadOnlySpan<int> RowStarts => _rowStarts;

    /// <summary>
    /// Takes the edges due in an epoch from a row, beginning at <paramref name="edge"/>, for as long as eight more fit into
    /// <paramref name="due"/>, and sets when they are due next.
    /// </summary>
    /// <param name="edge">Where to begin; receives where it ended.</param>
    /// <param name="end">End of the row.</param>
    /// <param name="epoch">Zero-based.</param>
    /// <param name="due">Receives the places at the edges' other ends.</param>
    /// <returns>How many were taken.</returns>
    public int Take(ref int edge, int end, int epoch, Span<int> due)
    {
        ref var next = ref MemoryMarshal.GetArrayDataReference(_next);
        ref var period = ref MemoryMarshal.GetArrayDataReference(_periods);
        var now = Vector256.Create(epoch + 1f);
        var count = 0;
        for (; edge < end && count + Lanes <= due.Length; edge += Lanes)
        {
            var times = Vector256.LoadUnsafe(ref next, (nuint)edge);
            var isDue = Vector256.LessThanOrEqual(times, now);
            (times + (isDue & Vector256.LoadUnsafe(ref period, (nuint)edge))).StoreUnsafe(ref next, (nuint)edge);
            for (var bits = isDue.ExtractMostSignificantBits(); bits != 0; bits &= bits - 1)
                due[count++] = _targets[edge + BitOperations.TrailingZeroCount(bits)];
        }

        return count;
    }

    /// <summary>An edge so weak that it is due less than once never moves anything.</summary>
    private static bool IsEverDue(float value, float least) => value > 0 && value >= least;

    private static int[] ByVisits(SymmetricSparse graph, float least, ulong seed)
    {
        var order = new int[graph.Count];
        var keys = new (float Visits, ulong Hash)[graph.Count];
        for (var i = 0; i < order.Length; i++)
        {
            float visits = 0;
            for (var e = graph.RowStarts[i]; e < graph.RowStarts[i + 1]; e++)
                visits += IsEverDue(graph.Values[e], least) ? graph.Values[e] : 0;
            order[i] = i;
            keys[i] = (-visits, SplitMix64.Hash(seed, (ulong)i));
        }

        Array.Sort(keys, order);
        return order;
    }
}
