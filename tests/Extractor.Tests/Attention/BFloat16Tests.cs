using System.Runtime.InteropServices;
using AttentionViz.Extractor.Onnx;
using AttentionViz.Extractor.Tests.Zoo;
using Google.Protobuf;

namespace AttentionViz.Extractor.Tests.Attention;

/// <summary>A graph of bfloat16, for which the processor has no kernels.</summary>
public sealed class BFloat16Tests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_BFloat16Graph_IsComputedAsFloat32(bool externalData)
    {
        using var folder = new TemporaryFolder();
        var g = AttentionGraph.Build(new AttentionSpec { Mask = MaskKind.Add, Past = true });
        Narrow(g.Model);
        if (externalData)
            ExternalWeights.Move(g.Model, folder.Path, "weights.bin");
        else
            g.Save(folder.Path);

        using var model = TestModel.Load(folder.Path);
        using var batch = model.Vectors([3, 7, 1, 30]);

        Assert.True(Assert.Single(model.Descriptor.Layers).VerifiedError < 1e-4);
        Assert.Contains("bfloat16", Assert.Single(model.Descriptor.Notes), StringComparison.Ordinal);
        var expected = new Reference(new AttentionSpec()).Query([3, 7, 1, 30], 1);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], batch.Layers[0].Query(0, 1)[i], 0.05);
    }

    private static void Narrow(ModelProto model)
    {
        foreach (var tensor in model.Graph.Initializer.Where(t => t.DataType == GraphBuilder.Float))
        {
            var values = MemoryMarshal.Cast<byte, float>(tensor.RawData.Span);
            var halves = new ushort[values.Length];
            for (var i = 0; i < halves.Length; i++)
                halves[i] = (ushort)(BitConverter.SingleToUInt32Bits(values[i]) >> 16);
            tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(halves.AsSpan()));
            tensor.DataType = GraphBuilder.BFloat16;
        }

        foreach (var value in model.Graph.Input.Concat(model.Graph.Output).Where(v => v.Type.TensorType.ElemType == GraphBuilder.Float))
            value.Type.TensorType.ElemType = GraphBuilder.BFloat16;
        foreach (var cast in model.Graph.Node.SelectMany(n => n.Attribute).Where(a => a.Name == "to" && a.I == GraphBuilder.Float))
            cast.I = GraphBuilder.BFloat16;
    }
}
