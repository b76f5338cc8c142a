using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AttentionViz.Numerics.Linear;
using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Umap;

/// <summary>
/// D^-1/2 W D^-1/2 of a graph with weights W and degrees D, its largest eigenvalue 1. It is applied to eight vectors at
/// once, laid out [n x 8], so that an entry of the graph is read once for all of them.
/// </summary>
internal sealed class NormalizedGraph
{
    public const int Columns = 8;
    private const int RowsPerBlock = 512;

    private readonly SymmetricSparse _graph;
    private readonly float[] _values;
    private readonly int _threads;

    public NormalizedGraph(SymmetricSparse graph, int threads)
    {
        _graph = graph;
        _threads = threads;
        var roots = new double[graph.Count];
        double total = 0;
        for (var i = 0; i < roots.Length; i++)
        {
            double degree = 0;
            foreach (var value in graph.Values.AsSpan(graph.RowStarts[i], graph.RowStarts[i + 1] - graph.RowStarts[i]))
                degree += value;
            roots[i] = Math.Sqrt(degree);
            total += degree;
        }

        _values = new float[graph.Values.Length];
        for (var i = 0; i < roots.Length; i++)
        {
            for (var e = graph.RowStarts[i]; e < graph.RowStarts[i + 1]; e++)
                _values[e] = (float)(graph.Values[e] / (roots[i] * roots[graph.Columns[e]]));
        }

        Trivial = [.. roots.Select(root => (float)(root / Math.Sqrt(total)))];
    }

    /// <summary>[n] the unit eigenvector of eigenvalue 1, which is known beforehand.</summary>
    public float[] Trivial { get; }

    public int Count => _graph.Count;

    /// <summary>target = factor * (A vectors - shift * vectors) - share * target; all [n x 8], target another array than vectors.</summary>
    public void Apply(float[] vectors, float factor, float shift, float share, float[] target, CancellationToken cancellation) =>
        RowBlocks.For(_graph.Count, RowsPerBlock, _threads, (start, end) =>
        {
            ref var x = ref MemoryMarshal.GetArrayDataReference(vectors);
            ref var y = ref MemoryMarshal.GetArrayDataReference(target);
            for (var i = start; i < end; i++)
            {
                // Two sums, as one would wait for itself.
                Vector256<float> even = default, odd = default;
                int e = _graph.RowStarts[i], last = _graph.RowStarts[i + 1] - 1;
                for (; e < last; e += 2)
                {
                    even = Vector256.FusedMultiplyAdd(
                        Vector256.Create(_values[e]), Vector256.LoadUnsafe(ref x, (nuint)_graph.Columns[e] * Columns), even);
                    odd = Vector256.FusedMultiplyAdd(
                        Vector256.Create(_values[e + 1]), Vector256.LoadUnsafe(ref x, (nuint)_graph.Columns[e + 1] * Columns), odd);
                }

                if (e == last)
                {
                    even = Vector256.FusedMultiplyAdd(
                        Vector256.Create(_values[e]), Vector256.LoadUnsafe(ref x, (nuint)_graph.Columns[e] * Columns), even);
                }

                var at = (nuint)i * Columns;
                var sum = Vector256.FusedMultiplyAdd(Vector256.Create(-shift), Vector256.LoadUnsafe(ref x, at), even + odd);
                var kept = Vector256.LoadUnsafe(ref y, at) * Vector256.Create(share);
                (Vector256.Create(factor) * sum - kept).StoreUnsafe(ref y, at);
            }
        }, cancellation);

    /// <summary>Whether a path leads from every point to every other.</summary>
    public static bool IsConnected(SymmetricSparse graph)
    {
        var seen = new bool[graph.Count];
        var open = new Stack<int>([0]);
        seen[0] = true;
        var reached = 1;
        while (open.TryPop(out var i))
        {
            for (var e = graph.RowStarts[i]; e < graph.RowStarts[i + 1]; e++)
            {
                var j = graph.Columns[e];
                if (graph.Values[e] > 0 && !seen[j])
                {
                    seen[j] = true;
                    reached++;
                    open.Push(j);
                }
            }
        }

        return reached == graph.Count;
    }
}
