using AttentionViz.Extractor.Running;

namespace AttentionViz.Extractor.Tests.Zoo;

/// <summary>Loads a model of one layer, and holds what it emits against the reference.</summary>
internal static class PatternCheck
{
    /// <param name="query">What becomes of the projected [length, width] queries of a head; null: nothing.</param>
    /// <param name="key">The same for keys.</param>
    /// <param name="value">The same for values, of which norms are emitted.</param>
    /// <returns>The layer as described.</returns>
    public static AttentionLayer Run(
        Projections p,
        Func<double[], int, double[]>? query = null,
        Func<double[], int, double[]>? key = null,
        double? scale = null,
        double tolerance = 1e-4,
        double proof = 1e-4,
        Func<double[], int, double[]>? value = null)
    {
        using var folder = new TemporaryFolder();
        using var model = TestModel.Load(p.Graph.Save(folder.Path));
        using var batch = model.Vectors(Projections.Ids);
        var layer = Assert.Single(model.Descriptor.Layers);
        Assert.Equal((p.Heads, p.KeyHeads, p.HeadWidth, AttentionKind.Self), (layer.Heads, layer.KeyHeads, layer.HeadWidth, layer.Kind));
        Assert.Equal(scale ?? 1 / Math.Sqrt(p.HeadWidth), layer.Scale, 1e-5);
        Assert.True(layer.VerifiedError < proof, $"verified to {layer.VerifiedError}");
        for (var h = 0; h < p.Heads; h++)
        {
            var keyHead = layer.KeyHeadOf[h];
            Assert.Equal(h * p.KeyHeads / p.Heads, keyHead);
            Close(query, p.Vectors("q", Projections.Ids, h), h, batch.Layers[0].Query(0, h), tolerance);
            Close(key, p.Vectors("k", Projections.Ids, keyHead), keyHead, batch.Layers[0].Key(0, keyHead), tolerance);
            Close(Norms, (value ?? Same)(p.Vectors("v", Projections.Ids, keyHead), keyHead), keyHead, batch.Layers[0].ValueNorm(0, keyHead), tolerance);
        }

        return layer;

        static double[] Same(double[] x, int head) => x;

        static double[] Norms(double[] x, int head) => [.. x.Chunk(x.Length / Projections.Ids.Length).Select(row => Math.Sqrt(row.Sum(v => v * v)))];
    }

    private static void Close(Func<double[], int, double[]>? change, double[] projected, int head, ReadOnlySpan<float> actual, double tolerance)
    {
        var expected = change?.Invoke(projected, head) ?? projected;
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"component {i}: {expected[i]} expected, {actual[i]} given");
    }
}
