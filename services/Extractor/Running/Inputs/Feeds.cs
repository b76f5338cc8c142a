using AttentionViz.Extractor.Layouts;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace AttentionViz.Extractor.Running.Inputs;

/// <summary>Builds the input tensors of a run.</summary>
internal static class Feeds
{
    /// <summary>One value per slot, in the order of the plan; the caller disposes them.</summary>
    public static List<OrtValue> Create(InputPlan plan, FeedBatch batch) =>
        [.. plan.Slots.Select(slot => Create(plan, slot, batch))];

    private static OrtValue Create(InputPlan plan, InputSlot slot, FeedBatch batch)
    {
        var (n, length) = (batch.Sequences, batch.Length);
        var own = new FedTokens(batch.Ids, length);
        var side = slot.IsDecoderSide ? batch.Target ?? own : own;
        switch (slot.Role)
        {
            case InputRole.TokenIds or InputRole.DecoderIds:
                return Matrix(slot, n, side.Length, (s, p) => side.IsValid(s, p) ? side.Ids[s][p] : batch.PadId);
            case InputRole.AttentionMask when slot.IsEncoderSide && plan.Has(InputRole.EncoderStates):
                return MaskFeed.Create(plan, slot, batch, length, batch.EncoderLength, (s, p) => batch.Encoder?.Tokens.IsValid(s, p) ?? true);
            case InputRole.AttentionMask:
                return MaskFeed.Create(plan, slot, batch, side.Length, side.Length, (s, p) => plan.Has(InputRole.Pixels) || side.IsValid(s, p));
            case InputRole.TokenTypes:
                return Matrix(slot, n, side.Length, (_, _) => 0);
            case InputRole.Zeros:
                return Numbers(slot, [.. slot.Shape.Select((d, axis) => d ?? (axis == 0 ? n : (long)length))], []);
            case InputRole.Lengths:
                // Last positions, not counts: "seqlens_k" is one less than the length.
                return Numbers(slot, [n], [.. batch.Ids.Select(ids => Math.Max(1f, ids.Length) - 1)]);
            case InputRole.TotalLength:
                return Numbers(slot, [.. slot.Shape.Select(d => (long)(d ?? 1))], [length]);
            case InputRole.Beams:
                return Numbers(slot, [n], [.. Enumerable.Range(0, n).Select(s => (float)s)]);
            case InputRole.Embeddings:
                return Random(slot, [slot.Shape[0] ?? n, slot.Shape[1] ?? length, slot.Shape[2] ?? throw NoWidth(slot)], batch.Seed);
            case InputRole.Positions when slot.Shape.Length == 3:
                // One row of positions for each kind of position (time, height, width).
                return Numbers(slot, [slot.Shape[0] ?? 3, n, length], [.. Enumerable.Range(0, (slot.Shape[0] ?? 3) * n * length).Select(i => (float)(i % length))]);
            case InputRole.Positions when slot.Shape.Length == 1:
                return Numbers(slot, [side.Length], [.. Enumerable.Range(0, side.Length).Select(p => (float)p)]);
            case InputRole.Positions:
                return Matrix(slot, slot.Shape[0] == 1 ? 1 : n, side.Length, (_, p) => p);
            case InputRole.CacheSwitch:
                return Numbers(slot, [.. slot.Shape.Select(d => (long)(d ?? 1))], [0]);
            case InputRole.Cache:
                return Numbers(slot, CacheShape(slot, n), []);
            case InputRole.Pixels when batch.Images is { } images:
                return Numbers(slot, [n, .. slot.Shape[1..].Select(d => (long)(d ?? 224))], Joined(images));
            case InputRole.Pixels:
                // 224 x 224 is what nearly every vision transformer of free size was trained on.
                return Random(slot, [slot.Shape[0] ?? n, slot.Shape[1] ?? 224, slot.Shape[2] ?? 224, slot.Shape[3] ?? 224], batch.Seed);
            case InputRole.EncoderStates when batch.Encoder is { } encoder:
                return Given(slot, encoder.Values);
            default:
                return Random(slot, [slot.Shape[0] ?? n, slot.Shape[1] ?? batch.EncoderLength, slot.Shape[2] ?? throw NoWidth(slot)], batch.Seed);
        }
    }

    /// <summary>An empty cache: the batch, the fixed dimensions, and no past positions.</summary>
    private static long[] CacheShape(InputSlot slot, int sequences)
    {
        // [B, H, P, d] or [B, P, H*d]; [2, B, H, P, d] with keys and values in one tensor, and layers before it.
        var batchAxis = Math.Max(0, slot.Shape.Length - 4);
        return [.. slot.Shape.Select((d, axis) => d ?? (axis == batchAxis ? sequences : 0L))];
    }

    /// <summary>A tensor made by another graph: a view of it where the type is the same, else a copy.</summary>
    private static unsafe OrtValue Given(InputSlot slot, OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        if (info.ElementDataType != slot.Type) return Numbers(slot, info.Shape, TensorData.From(value).Data);
        var data = value.GetTensorMutableRawData();
        // Native memory: it stays where it is until the value is disposed.
        fixed (byte* start = data)
            return OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, slot.Type, info.Shape, (nint)start, data.Length);
    }

    public static OrtValue Matrix(InputSlot slot, int rows, int columns, Func<int, int, int> at)
    {
        var values = new float[rows * columns];
        for (var i = 0; i < values.Length; i++)
            values[i] = at(i / columns, i % columns);
        return Numbers(slot, [rows, columns], values);
    }

    private static float[] Joined(IReadOnlyList<float[]> images)
    {
        var all = new float[images.Sum(i => i.Length)];
        var at = 0;
        foreach (var image in images)
        {
            image.CopyTo(all, at);
            at += image.Length;
        }

        return all;
    }

    private static OrtValue Random(InputSlot slot, long[] shape, int seed)
    {
        var random = new Random(seed);
        var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (random.NextSingle() * 2) - 1;
        return Numbers(slot, shape, values);
    }

    /// <summary>Ids stay far below 2^24, so float32 carries them exactly.</summary>
    public static OrtValue Numbers(InputSlot slot, long[] shape, float[] values)
    {
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, slot.Type, shape);
        if (values.Length == 0)
        {
            // Fresh memory holds anything.
            value.GetTensorMutableRawData().Clear();
            return value;
        }

        switch (slot.Type)
        {
            case TensorElementType.Int64: Fill(value.GetTensorMutableDataAsSpan<long>(), values, x => (long)x); break;
            case TensorElementType.Int32: Fill(value.GetTensorMutableDataAsSpan<int>(), values, x => (int)x); break;
            case TensorElementType.Bool: Fill(value.GetTensorMutableDataAsSpan<bool>(), values, x => x != 0); break;
            case TensorElementType.Float: values.CopyTo(value.GetTensorMutableDataAsSpan<float>()); break;
            case TensorElementType.Float16: Fill(value.GetTensorMutableDataAsSpan<Float16>(), values, x => (Float16)x); break;
            case TensorElementType.BFloat16: Fill(value.GetTensorMutableDataAsSpan<BFloat16>(), values, x => (BFloat16)x); break;
            default: throw new NotSupportedException($"input '{slot.Name}' of type {slot.Type} cannot be fed");
        }

        return value;
    }

    private static void Fill<T>(Span<T> to, float[] from, Func<float, T> convert)
    {
        for (var i = 0; i < from.Length; i++)
            to[i] = convert(from[i]);
    }

    private static ModelLoadException NoWidth(InputSlot slot) => new(
        ModelFault.UnsupportedInput,
        $"the input '{slot.Name}' has no fixed width, so it cannot be made up; export the model with its width fixed");
}
