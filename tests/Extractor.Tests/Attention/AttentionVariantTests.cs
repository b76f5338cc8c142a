using System.Runtime.InteropServices;
using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;
using Google.Protobuf;

namespace AttentionViz.Extractor.Tests.Attention;

/// <summary>Every spelling of attention, each against queries and keys recomputed from the weights.</summary>
public sealed class AttentionVariantTests
{
    private static readonly Dictionary<string, AttentionSpec> Specs = new()
    {
        ["scale divided after"] = new() { Scale = ScalePlace.DivAfter },
        ["scale multiplied after"] = new() { Scale = ScalePlace.MulAfter },
        ["scale on queries"] = new() { Scale = ScalePlace.Query },
        ["scale on keys"] = new() { Scale = ScalePlace.Key },
        ["scale on both"] = new() { Scale = ScalePlace.Both },
        ["scale before the heads are split"] = new() { Scale = ScalePlace.BeforeSplit },
        ["scale from a shape"] = new() { Scale = ScalePlace.SqrtOfShape },
        ["no scale"] = new() { Scale = ScalePlace.None },
        ["causal by Add"] = new() { Mask = MaskKind.Add },
        ["causal by Where"] = new() { Mask = MaskKind.Where },
        ["causal by Mul and Sub"] = new() { Mask = MaskKind.Multiply },
        ["padding mask"] = new() { Mask = MaskKind.AddAndPadding },
        ["sequences and heads merged"] = new() { Form = HeadForm.Three },
        ["merged, scaled before the split"] = new() { Form = HeadForm.Three, Scale = ScalePlace.BeforeSplit },
        ["einsum"] = new() { Form = HeadForm.Einsum },
        ["fused matmul"] = new() { Form = HeadForm.FusedMatMul },
        ["keys transposed twice"] = new() { Form = HeadForm.KeyTransposedOnce },
        ["one head without a head axis"] = new() { Form = HeadForm.SingleHead, Heads = 1, KeyHeads = 1 },
        ["one head with a head axis"] = new() { Heads = 1, KeyHeads = 1 },
        ["grouped queries by Expand"] = new() { Heads = 6, KeyHeads = 2, Mask = MaskKind.Add },
        ["multi-query by broadcasting"] = new() { Heads = 3, KeyHeads = 1, Form = HeadForm.Broadcast },
        ["rotary"] = new() { Rotary = true, Mask = MaskKind.Add },
        ["rotary, grouped, cached"] = new() { Rotary = true, Heads = 4, KeyHeads = 2, Past = true, Mask = MaskKind.Add },
        ["cache"] = new() { Past = true, Mask = MaskKind.Add },
        ["cast, dropout and identity after softmax"] = new() { AfterSoftmax = ["Cast", "Dropout", "Identity"] },
        ["half precision"] = new() { HalfPrecision = true, Mask = MaskKind.Add },
    };

    public static TheoryData<string> Names => [.. Specs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_AnySpelling_GivesVectorsOfTheWeights(string name)
    {
        var spec = Specs[name];
        using var folder = new TemporaryFolder();
        using var model = TestModel.Load(AttentionGraph.Build(spec).Save(folder.Path));
        int[][] sequences = [[3, 7, 1, 30, 7], [2, 9, 4]];

        using var batch = model.Run(sequences, TestContext.Current.CancellationToken);

        var layer = Assert.Single(model.Descriptor.Layers);
        var tolerance = spec.HalfPrecision ? 2e-2 : 1e-4;
        var reference = new Reference(spec);
        Assert.Equal((spec.Heads, spec.KeyHeads, spec.HeadWidth), (layer.Heads, layer.KeyHeads, layer.HeadWidth));
        Assert.Equal(spec.Factor, layer.Scale, spec.HalfPrecision ? 1e-3 : 1e-5);
        for (var s = 0; s < sequences.Length; s++)
        {
            for (var h = 0; h < spec.Heads; h++)
            {
                var keyHead = layer.KeyHeadOf[h];
                Assert.Equal(h * spec.KeyHeads / spec.Heads, keyHead);
                Close(reference.Query(sequences[s], h), batch.Layers[0].Query(s, h), tolerance);
                Close(reference.Key(sequences[s], keyHead), batch.Layers[0].Key(s, keyHead), tolerance);
                Close(reference.ValueNorms(sequences[s], keyHead), batch.Layers[0].ValueNorm(s, keyHead), tolerance);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Load_AnySpelling_IsProvedAndKnowsCausality(string name)
    {
        var spec = Specs[name];
        using var folder = new TemporaryFolder();
        using var model = TestModel.Load(AttentionGraph.Build(spec, layers: 3).Save(folder.Path));

        Assert.Equal([0, 1, 2], model.Descriptor.Layers.Select(l => l.Layer));
        Assert.All(model.Descriptor.Layers, layer =>
        {
            Assert.True(layer.VerifiedError < (spec.HalfPrecision ? 1e-3 : 1e-4), $"{layer.VerifiedError}");
            Assert.Equal(spec.Mask is MaskKind.Add or MaskKind.Where or MaskKind.Multiply, layer.Causal);
            Assert.Equal(AttentionKind.Self, layer.Kind);
        });
        Assert.Empty(model.Descriptor.Notes);
    }

    /// <summary>Double precision throughout is proved like any other; what is emitted is float32.</summary>
    [Fact]
    public void Run_DoublePrecision_GivesVectorsOfTheWeights()
    {
        var p = new Projections(new GraphBuilder());
        p.Finish(p.Softmax(p.Graph.Node("Div", [p.Score(p.Split("q"), p.Split("k")), p.Graph.Real(2)])));
        foreach (var weight in p.Graph.Model.Graph.Initializer.Where(t => t.DataType == GraphBuilder.Float))
        {
            var wide = Array.ConvertAll(MemoryMarshal.Cast<byte, float>(weight.RawData.Span).ToArray(), x => (double)x);
            (weight.DataType, weight.RawData) = (GraphBuilder.Double, ByteString.CopyFrom(MemoryMarshal.AsBytes(wide.AsSpan())));
        }

        PatternCheck.Run(p);
    }

    private static void Close(double[] expected, ReadOnlySpan<float> actual, double tolerance)
    {
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], tolerance);
    }
}
