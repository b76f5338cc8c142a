using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Numerics.Tests;

/// <summary>Seeded data for tests.</summary>
internal static class TestData
{
    /// <summary>Standard normal values.</summary>
    public static float[] Normal(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = (float)random.NextNormal();
        return values;
    }

    /// <summary>Gaussian clusters in turn (point i belongs to cluster i mod clusters), their centres about distance * sqrt(width) apart.</summary>
    public static (float[] Points, int[] Labels) Clusters(int clusters, int pointsEach, int width, double distance, ulong seed)
    {
        var random = new SeededRandom(seed);
        var centres = new double[clusters * width];
        for (var i = 0; i < centres.Length; i++)
            centres[i] = distance * random.NextNormal();
        var labels = new int[clusters * pointsEach];
        var points = new float[labels.Length * width];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = i % clusters;
            for (var w = 0; w < width; w++)
                points[(i * width) + w] = (float)(centres[(labels[i] * width) + w] + random.NextNormal());
        }

        return (points, labels);
    }

    /// <summary>A head with correlated queries and keys in sequences of uneven length.</summary>
    public static HeadVectors Head(int tokens, int width, ulong seed, bool causal = false, double queryScale = 1, double keyScale = 1, double keyShift = 0)
    {
        var random = new SeededRandom(seed);
        var queries = new float[tokens * width];
        var keys = new float[tokens * width];
        for (var i = 0; i < queries.Length; i++)
        {
            var shared = random.NextNormal();
            queries[i] = (float)(queryScale * (shared + (0.7 * random.NextNormal())));
            keys[i] = (float)((keyScale * (shared + (0.7 * random.NextNormal()))) + (keyShift * Math.Sin(i % width)));
        }

        return new HeadVectors(queries, keys, width, (float)(1 / Math.Sqrt(width)), causal, Starts(tokens, random));
    }

    /// <summary>A head whose sequences have more queries than keys, fewer, or none of either.</summary>
    public static HeadVectors CrossHead(int sequences, int width, ulong seed)
    {
        var random = new SeededRandom(seed);
        var (queryStarts, keyStarts) = (new List<int> { 0 }, new List<int> { 0 });
        for (var s = 0; s < sequences; s++)
        {
            queryStarts.Add(queryStarts[^1] + (s == 2 ? 0 : 3 + random.Next(14)));
            keyStarts.Add(keyStarts[^1] + (s == 1 ? 0 : 2 + random.Next(20)));
        }

        return new HeadVectors(
            Normal(queryStarts[^1] * width, seed + 1), Normal(keyStarts[^1] * width, seed + 2), width, (float)(1 / Math.Sqrt(width)), false,
            [.. queryStarts], keyStarts: [.. keyStarts]);
    }

    /// <summary>
    /// A head as models have them: low-rank, queries and keys read different maps of the same topics, keys far larger than
    /// queries and both off the origin.
    /// </summary>
    public static HeadVectors TopicHead(int tokens, int width, int topics, ulong seed)
    {
        const int Latent = 10;
        var random = new SeededRandom(seed);
        var queryMap = Draw(Latent * width, 1);
        var keyMap = queryMap.Select(x => (0.6 * x) + (0.8 * random.NextNormal())).ToArray();
        var centres = Draw(topics * Latent, 2);
        var queries = new float[tokens * width];
        var keys = new float[tokens * width];
        for (var t = 0; t < tokens; t++)
        {
            Fill(queries, t, queryMap, 0.3, 1);
            Fill(keys, t, keyMap, 1.5, -2);
        }

        return new HeadVectors(queries, keys, width, 0.1f, false, Starts(tokens, random));

        double[] Draw(int count, double deviation) => [.. Enumerable.Range(0, count).Select(_ => deviation * random.NextNormal())];

        void Fill(float[] target, int token, double[] map, double factor, double offset)
        {
            var topic = random.Next(topics);
            for (var l = 0; l < Latent; l++)
            {
                var value = centres[(topic * Latent) + l] + (0.7 * random.NextNormal());
                for (var w = 0; w < width; w++)
                    target[(token * width) + w] += (float)(factor * map[(l * width) + w] * value);
            }

            for (var w = 0; w < width; w++)
                target[(token * width) + w] += (float)offset;
        }
    }

    private static int[] Starts(int tokens, SeededRandom random)
    {
        var starts = new List<int> { 0 };
        while (starts[^1] < tokens)
            starts.Add(Math.Min(tokens, starts[^1] + 5 + random.Next(20)));
        return [.. starts];
    }

    /// <summary>Share of points whose nearest other point in the map has the same label.</summary>
    public static double NearestLabelAccuracy(ReadOnlySpan<float> points, int dimensions, int[] labels)
    {
        var hits = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var (best, nearest) = (double.PositiveInfinity, -1);
            for (var j = 0; j < labels.Length; j++)
            {
                double square = 0;
                for (var d = 0; d < dimensions; d++)
                    square += Math.Pow(points[(i * dimensions) + d] - points[(j * dimensions) + d], 2);
                if (i != j && square < best)
                    (best, nearest) = (square, j);
            }

            hits += labels[nearest] == labels[i] ? 1 : 0;
        }

        return (double)hits / labels.Length;
    }
}
