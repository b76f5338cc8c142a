using System.Runtime.InteropServices;
using AttentionViz.Extractor.Onnx;
using Google.Protobuf;

namespace AttentionViz.Extractor.Attention.Fused;

/// <summary>The cosines and sines of an operator that rotates by itself and takes no tables: base 10000, halves apart.</summary>
internal static class RotaryTable
{
    /// <summary>Longer sequences than this were never trained with such operators.</summary>
    private const int Positions = 4096;

    /// <summary>Stores [positions, pairs] of both in the graph.</summary>
    /// <param name="type">Element type of the vectors.</param>
    public static (string Cos, string Sin) Store(ModelProto model, string prefix, long rotated, int type)
    {
        var pairs = (int)rotated / 2;
        var (cos, sin) = (new float[Positions * pairs], new float[Positions * pairs]);
        for (var i = 0; i < cos.Length; i++)
        {
            var angle = i / pairs * Math.Pow(10000, -2.0 * (i % pairs) / rotated);
            (cos[i], sin[i]) = ((float)Math.Cos(angle), (float)Math.Sin(angle));
        }

        return (Store(model, $"{prefix}/cos", cos, pairs, type), Store(model, $"{prefix}/sin", sin, pairs, type));
    }

    private static string Store(ModelProto model, string name, float[] values, int pairs, int type)
    {
        var half = type == (int)TensorProto.Types.DataType.Float16;
        model.Graph.Initializer.Add(new TensorProto
        {
            Name = name,
            DataType = half ? type : (int)TensorProto.Types.DataType.Float,
            Dims = { Positions, pairs },
            RawData = half
                ? ByteString.CopyFrom(MemoryMarshal.AsBytes(Array.ConvertAll(values, x => (Half)x).AsSpan()))
                : ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())),
        });
        return name;
    }
}
