using AttentionViz.Numerics.Npy;
using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Bench.Projection;

/// <summary>Points to reduce.</summary>
/// <param name="Name">Also the name of its file.</param>
/// <param name="Points">[Count x Width].</param>
internal sealed record Workload(string Name, float[] Points, int Width)
{
    public const int VectorWidth = 64;

    /// <summary>Tokens of a sequence, by which positions repeat.</summary>
    public const int SequenceLength = 64;

    public int Count => Points.Length / Width;

    public static Workload Create(string shape, int count) => shape switch
    {
        "clusters" => new($"clusters-{count}", Clusters(count, 30, 1.0, 1), VectorWidth),
        "qk" => new($"qk-{count}", QueriesAndKeys(count, 1), VectorWidth),
        _ => throw new ArgumentException($"There is no data \"{shape}\"; there are clusters and qk."),
    };

    public void Save(string folder)
    {
        using var file = File.Create(Path.Combine(folder, Name + ".npy"));
        NpyWriter.Write(file, Points, Count, Width);
    }

    /// <summary>Gaussian clusters of deviation 1, their centres drawn with deviation <paramref name="distance"/> a coordinate.</summary>
    private static float[] Clusters(int count, int clusters, double distance, ulong seed)
    {
        var random = new SeededRandom(seed);
        var centres = Normal(clusters * VectorWidth, distance, random);
        var points = new float[count * VectorWidth];
        for (var i = 0; i < count; i++)
        {
            var centre = random.Next(clusters) * VectorWidth;
            for (var w = 0; w < VectorWidth; w++)
                points[(i * VectorWidth) + w] = (float)(centres[centre + w] + random.NextNormal());
        }

        return points;
    }

    /// <summary>
    /// Queries, then keys, as a head makes them: two projections of rank 16 of the same tokens, which lie in clusters and carry
    /// sinusoidal positions; keys off the origin.
    /// </summary>
    public static float[] QueriesAndKeys(int count, ulong seed)
    {
        const int Model = 128, Rank = 16, Kinds = 60;
        var random = new SeededRandom(seed);
        var kinds = Normal(Kinds * Model, 1, random);
        var down = Normal(Model * Rank, 1 / Math.Sqrt(Model), random);
        double[][] up = [Normal(Rank * VectorWidth, 1 / Math.Sqrt(Rank), random), Normal(Rank * VectorWidth, 1 / Math.Sqrt(Rank), random)];
        var tokens = (count + 1) / 2;
        var points = new float[count * VectorWidth];
        var state = new double[Model];
        var latent = new double[Rank];
        for (var t = 0; t < tokens; t++)
        {
            var kind = random.Next(Kinds) * Model;
            for (var m = 0; m < Model; m++)
            {
                var angle = t % SequenceLength / Math.Pow(10000, (m & ~1) / (double)Model);
                state[m] = kinds[kind + m] + (0.4 * random.NextNormal()) + (0.7 * (m % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle)));
            }

            for (var r = 0; r < Rank; r++)
                latent[r] = Enumerable.Range(0, Model).Sum(m => state[m] * down[(m * Rank) + r]);
            for (var side = 0; side < 2 && t + (side * tokens) < count; side++)
            {
                for (var w = 0; w < VectorWidth; w++)
                    points[((t + (side * tokens)) * VectorWidth) + w] = (float)(side + Enumerable.Range(0, Rank).Sum(r => latent[r] * up[side][(r * VectorWidth) + w]));
            }
        }

        return points;
    }

    private static double[] Normal(int count, double deviation, SeededRandom random) =>
        [.. Enumerable.Range(0, count).Select(_ => deviation * random.NextNormal())];
}
