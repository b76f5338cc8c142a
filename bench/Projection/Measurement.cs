using AttentionViz.Numerics.Embedding;
using AttentionViz.Numerics.Fidelity;
using AttentionViz.Numerics.Linear;
using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Pca;
using AttentionViz.Numerics.Tsne;
using AttentionViz.Numerics.Umap;

namespace AttentionViz.Bench.Projection;

/// <summary>The stages of the projection of one workload. A further method is a further row in <see cref="Run"/>.</summary>
internal static class Measurement
{
    private const double Perplexity = 30;
    private const int Neighbours = 90;
    private const ulong Seed = 1;

    public static IEnumerable<Row> Run(Workload data, bool space, int runs, int threads, Rates rates)
    {
        var floor = new Floor(rates, data.Count, data.Width);
        var umap = new UmapOptions();
        var (seconds, components) = CpuTime.Best(runs, () => PrincipalComponents.Fit(data.Points, data.Width, 3));
        yield return Of("pca", seconds) with { Floor = floor.Components };
        (seconds, var graph) = CpuTime.Best(runs, () => NearestNeighbours.Find(data.Points, data.Width, Neighbours, threads: threads));
        yield return Of("neighbours", seconds) with { Floor = floor.Neighbours };
        (seconds, var affinities) = CpuTime.Best(runs, () => PerplexityAffinities.Symmetric(graph, Neighbours, Perplexity, threads, CancellationToken.None));
        yield return Of("affinities", seconds) with { Floor = floor.Affinities(affinities, Neighbours) };
        var fuzzy = FuzzyGraph.Build(graph, umap.NeighboursFor(data.Count));
        for (var dimensions = 2; dimensions <= (space ? 3 : 2); dimensions++)
        {
            var start = components.FirstComponents(dimensions);
            (seconds, var map) = CpuTime.Best(runs, () => TsneEmbedding.Run(graph, start, dimensions, seed: Seed, threads: threads));
            yield return Of($"tsne {dimensions}-D", seconds) with
            {
                Divergence = Divergence(affinities, map.Points, dimensions, threads),
                Recall = Recall(data, map),
                Floor = floor.Tsne(affinities, map.Iterations),
                Note = $"{map.Iterations} iterations, {map.StopReason}",
            };
            (seconds, map) = CpuTime.Best(runs, () => UmapEmbedding.Run(graph, start, dimensions, seed: Seed, threads: threads));
            yield return Of($"umap {dimensions}-D", seconds) with
            {
                Recall = Recall(data, map),
                Floor = floor.Umap(fuzzy, map.Iterations, umap.NegativeSamples),
                Note = $"{map.Iterations} epochs",
            };
        }

        Row Of(string stage, double cpu) => new(data.Name, data.Count, stage, cpu);
    }

    private static double? Recall(Workload data, EmbeddingResult map) =>
        NeighbourPreservation.Measure(
            PointBlocks.Create(data.Points, data.Width, Metric.Euclidean),
            PointBlocks.Create(map.Points, map.Dimensions, Metric.Euclidean),
            new FidelityOptions()).KnnRecall10;

    /// <summary>sum p log(p / q) by its definition, in double precision, whatever engine made the map.</summary>
    private static double Divergence(SymmetricSparse affinities, float[] map, int dimensions, int threads)
    {
        var z = new double[affinities.Count];
        Parallel.For(0, z.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            for (var j = 0; j < z.Length; j++)
                z[i] += i == j ? 0 : 1 / (1 + Square(i, j));
        });
        double divergence = 0, total = Math.Log(z.Sum());
        for (var i = 0; i < z.Length; i++)
        {
            for (var e = affinities.RowStarts[i]; e < affinities.RowStarts[i + 1]; e++)
            {
                double p = affinities.Values[e];
                divergence += p > 0 ? p * (Math.Log(p * (1 + Square(i, affinities.Columns[e]))) + total) : 0;
            }
        }

        return divergence;

        double Square(int i, int j)
        {
            double square = 0;
            for (var d = 0; d < dimensions; d++)
            {
                double difference = map[(i * dimensions) + d] - map[(j * dimensions) + d];
                square += difference * difference;
            }

            return square;
        }
    }
}
