using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AttentionViz.Extractor.Running;

namespace AttentionViz.Extractor.Extraction.Statistics;

/// <summary>Logits of a few queries at a time against all keys of their sequence.</summary>
internal static class LogitKernel
{
    /// <summary>Queries taken together.</summary>
    public const int Rows = 4;

    /// <summary>Copies keys so that a component of neighbouring keys lies side by side; padding keys are zeros.</summary>
    /// <param name="panel">[width x padded length]</param>
    public static void Pack(HeadRows keys, int length, int padded, Span<float> panel)
    {
        var data = keys.Data;
        for (var d = 0; d < keys.Width; d++)
        {
            var to = panel.Slice(d * padded, padded);
            if (keys.RowStride == 1)
            {
                data.Slice(d * keys.ComponentStride, length).CopyTo(to);
            }
            else
            {
                var at = d * keys.ComponentStride;
                for (var j = 0; j < length; j++, at += keys.RowStride) to[j] = data[at];
            }

            to[length..].Clear();
        }
    }

    /// <summary>Copies queries times scale, and zeros up to whole blocks.</summary>
    public static void Scale(HeadRows queries, int length, float scale, Span<float> to)
    {
        var width = queries.Width;
        for (var i = 0; i < length; i++)
        {
            var row = to.Slice(i * width, width);
            queries.CopyRow(i, row);
            System.Numerics.Tensors.TensorPrimitives.Multiply(row, scale, row);
        }

        to[(length * width)..].Clear();
    }

    /// <param name="queries">[4 x width]</param>
    /// <param name="columns">Keys to take, whole vectors.</param>
    /// <param name="logits">[4 x padded]</param>
    public static void Run(ReadOnlySpan<float> queries, ReadOnlySpan<float> panel, int width, int padded, int columns, Span<float> logits)
    {
        var j = 0;
        for (; j + (2 * Lanes.Floats) <= columns; j += 2 * Lanes.Floats) Wide(queries, panel, width, padded, j, logits);
        if (j < columns) Narrow(queries, panel, width, padded, j, logits);
    }

    private static void Wide(ReadOnlySpan<float> queries, ReadOnlySpan<float> panel, int width, int padded, int column, Span<float> logits)
    {
        ref var q = ref MemoryMarshal.GetReference(queries);
        ref var k = ref Unsafe.Add(ref MemoryMarshal.GetReference(panel), column);
        var (a0, a1, b0, b1) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (c0, c1, d0, d1) = (a0, a1, b0, b1);
        for (var d = 0; d < width; d++)
        {
            var (k0, k1) = (Vector512.LoadUnsafe(ref k, 0), Vector512.LoadUnsafe(ref k, Lanes.Floats));
            var x = Vector512.Create(Unsafe.Add(ref q, d));
            (a0, a1) = (Vector512.FusedMultiplyAdd(x, k0, a0), Vector512.FusedMultiplyAdd(x, k1, a1));
            x = Vector512.Create(Unsafe.Add(ref q, width + d));
            (b0, b1) = (Vector512.FusedMultiplyAdd(x, k0, b0), Vector512.FusedMultiplyAdd(x, k1, b1));
            x = Vector512.Create(Unsafe.Add(ref q, (2 * width) + d));
            (c0, c1) = (Vector512.FusedMultiplyAdd(x, k0, c0), Vector512.FusedMultiplyAdd(x, k1, c1));
            x = Vector512.Create(Unsafe.Add(ref q, (3 * width) + d));
            (d0, d1) = (Vector512.FusedMultiplyAdd(x, k0, d0), Vector512.FusedMultiplyAdd(x, k1, d1));
            k = ref Unsafe.Add(ref k, padded);
        }

        Store(logits, padded, column, a0, b0, c0, d0);
        Store(logits, padded, column + Lanes.Floats, a1, b1, c1, d1);
    }

    private static void Narrow(ReadOnlySpan<float> queries, ReadOnlySpan<float> panel, int width, int padded, int column, Span<float> logits)
    {
        ref var q = ref MemoryMarshal.GetReference(queries);
        ref var k = ref Unsafe.Add(ref MemoryMarshal.GetReference(panel), column);
        var (a, b, c, d) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        for (var i = 0; i < width; i++)
        {
            var key = Vector512.LoadUnsafe(ref k);
            a = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref q, i)), key, a);
            b = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref q, width + i)), key, b);
            c = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref q, (2 * width) + i)), key, c);
            d = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref q, (3 * width) + i)), key, d);
            k = ref Unsafe.Add(ref k, padded);
        }

        Store(logits, padded, column, a, b, c, d);
    }

    private static void Store(Span<float> logits, int padded, int column, Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        ref var to = ref Unsafe.Add(ref MemoryMarshal.GetReference(logits), column);
        a.StoreUnsafe(ref to);
        b.StoreUnsafe(ref to, (nuint)padded);
        c.StoreUnsafe(ref to, (nuint)(2 * padded));
        d.StoreUnsafe(ref to, (nuint)(3 * padded));
    }
}
