using AttentionViz.Numerics.Linear;
using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Umap;

namespace AttentionViz.Numerics.Tests.Umap;

public class NormalizedGraphTests
{
    [Fact]
    public void Apply_TrivialVector_GivesItBack()
    {
        var matrix = new NormalizedGraph(Graph(), 1);
        var vectors = new float[matrix.Count * NormalizedGraph.Columns];
        for (var i = 0; i < matrix.Count; i++)
            vectors.AsSpan(i * NormalizedGraph.Columns, NormalizedGraph.Columns).Fill(matrix.Trivial[i]);
        var target = new float[vectors.Length];
        matrix.Apply(vectors, 1, 0, 0, target, default);
        for (var i = 0; i < vectors.Length; i++)
            Assert.Equal(vectors[i], target[i], 1e-6f);
    }

    [Fact]
    public void TryFind_ConnectedGraph_FindsTheEigenvectorsOfTheDenseMatrix()
    {
        var graph = Graph();
        var n = graph.Count;
        var degrees = Enumerable.Range(0, n)
            .Select(i => Enumerable.Range(graph.RowStarts[i], graph.RowStarts[i + 1] - graph.RowStarts[i]).Sum(e => (double)graph.Values[e])).ToArray();
        var dense = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var e = graph.RowStarts[i]; e < graph.RowStarts[i + 1]; e++)
                dense[(i * n) + graph.Columns[e]] = graph.Values[e] / Math.Sqrt(degrees[i] * degrees[graph.Columns[e]]);
        }

        var (_, expected) = SymmetricEigen.Decompose(dense, n);
        var layout = SpectralLayout.TryFind(graph, [], 2, 1, 1, CancellationToken.None)!;
        for (var d = 0; d < 2; d++)
        {
            // Row 0 is the trivial vector. A start need not be exact, but must point the same way.
            var cosine = Enumerable.Range(0, n).Sum(i => expected[((d + 1) * n) + i] * layout[(i * 2) + d]);
            Assert.InRange(Math.Abs(cosine), 0.98, 1.001);
        }
    }

    [Fact]
    public void TryFind_AnyThreads_GivesTheSameBits()
    {
        var graph = Graph();
        Assert.Equal(
            SpectralLayout.TryFind(graph, [], 3, 1, 1, CancellationToken.None), SpectralLayout.TryFind(graph, [], 3, 1, 4, CancellationToken.None));
    }

    /// <summary>A long sheet of points, so that the first eigenvalues lie apart.</summary>
    private static SymmetricSparse Graph()
    {
        var points = TestData.Normal(200 * 3, 5);
        for (var i = 0; i < 200; i++)
        {
            points[i * 3] = i / 200f * 12;
            points[(i * 3) + 1] *= 0.8f;
            points[(i * 3) + 2] *= 0.1f;
        }

        return FuzzyGraph.Build(NearestNeighbours.Find(points, 3, 12), 12);
    }
}
