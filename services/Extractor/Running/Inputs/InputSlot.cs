using AttentionViz.Extractor.Onnx;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace AttentionViz.Extractor.Running.Inputs;

/// <summary>What an input of the graph is for.</summary>
internal enum InputRole
{
    TokenIds,
    DecoderIds,
    AttentionMask,
    TokenTypes,
    Positions,
    Cache,
    CacheSwitch,
    Pixels,
    EncoderStates,

    /// <summary>What stands in for token ids after the embedding: made up, so the model is inspected only.</summary>
    Embeddings,

    /// <summary>Counts that an empty cache leaves at nothing.</summary>
    Zeros,

    /// <summary>Index of the last token of each sequence.</summary>
    Lengths,

    /// <summary>Tokens and cache together.</summary>
    TotalLength,

    /// <summary>Which sequence each row of the cache belongs to.</summary>
    Beams,
}

/// <summary>One input and its role.</summary>
/// <param name="Shape">Fixed dimensions; null where a dimension is free.</param>
internal sealed record InputSlot(string Name, TensorElementType Type, int?[] Shape, InputRole Role)
{
    /// <summary>Matches an input by type, rank and name; null when nothing the extractor can feed fits.</summary>
    /// <param name="onlyIntegers">No other integer matrix is fed, so its name need not say what it is.</param>
    public static InputSlot? Match(ValueInfoProto input, bool onlyIntegers)
    {
        var tensor = input.Type?.TensorType;
        var type = (TensorElementType)(tensor?.ElemType ?? 0);
        var shape = tensor?.Shape?.Dim.Select(d => d.HasDimValue && d.DimValue > 0 ? (int)d.DimValue : (int?)null).ToArray() ?? [];
        return RoleOf(input.Name, type, shape, onlyIntegers) is { } role ? new InputSlot(input.Name, type, shape, role) : null;
    }

    /// <summary>name type[dimensions], as a user would recognise it.</summary>
    public static string Describe(ValueInfoProto input)
    {
        var tensor = input.Type?.TensorType;
        var dims = tensor?.Shape?.Dim.Select(d => d.HasDimValue ? $"{d.DimValue}" : d.DimParam.Length > 0 ? d.DimParam : "?") ?? [];
        return $"'{input.Name}' {(TensorElementType)(tensor?.ElemType ?? 0)}[{string.Join(", ", dims)}]";
    }

    /// <summary>What to tell a user whose input is none of it.</summary>
    public const string Supported =
        "token ids, decoder ids, token types and positions (int32 or int64), attention masks of 2 to 4 dimensions, "
        + "empty caches (past_key_values and their lengths), use_cache_branch, pixels of 4 dimensions, encoder states and embeddings of fixed width";

    public bool IsFloat => Type is TensorElementType.Float or TensorElementType.Float16 or TensorElementType.BFloat16;

    /// <summary>Of pixels: [batch, height, width, channels].</summary>
    public bool ChannelsLast => Shape[3] is 1 or 3 && Shape[1] is not (1 or 3);

    /// <summary>The same slot of pixels with its open dimensions filled in.</summary>
    public InputSlot Sized(PixelSize size) => this with
    {
        Shape = ChannelsLast
            ? [Shape[0], Shape[1] ?? size.Height, Shape[2] ?? size.Width, Shape[3]]
            : [Shape[0], Shape[1] ?? size.Channels ?? 3, Shape[2] ?? size.Height, Shape[3] ?? size.Width],
    };

    public bool IsDecoderSide => Name.Contains("decoder", StringComparison.OrdinalIgnoreCase);

    public bool IsEncoderSide => Name.Contains("encoder", StringComparison.OrdinalIgnoreCase);

    private static InputRole? RoleOf(string name, TensorElementType type, int?[] shape, bool onlyIntegers)
    {
        bool Has(string part) => name.Contains(part, StringComparison.OrdinalIgnoreCase);
        var integer = type is TensorElementType.Int64 or TensorElementType.Int32;
        var real = type is TensorElementType.Float or TensorElementType.Float16 or TensorElementType.BFloat16;
        return shape.Length switch
        {
            <= 1 when type == TensorElementType.Bool && Has("cache") => InputRole.CacheSwitch,
            <= 1 when integer && Has("past") && (Has("len") || Has("seq")) => InputRole.Zeros,
            1 when integer && Has("seqlens_k") => InputRole.Lengths,
            <= 1 when integer && Has("total_seq") => InputRole.TotalLength,
            1 when integer && (Has("beam_idx") || Has("cache_indices")) => InputRole.Beams,
            >= 1 and <= 3 when integer && Has("position") => InputRole.Positions,
            _ when Has("head_mask") || Has("pixel_mask") || Has("masked") => null,
            2 when integer && Has("global_attention") => InputRole.Zeros,
            >= 2 and <= 4 when Has("mask") && (integer || real || type == TensorElementType.Bool) => InputRole.AttentionMask,
            2 when integer && (Has("token_type") || Has("segment")) => InputRole.TokenTypes,
            2 when integer && Has("decoder") => InputRole.DecoderIds,
            2 when integer && (onlyIntegers || Has("ids") || Has("token") || Has("input")) => InputRole.TokenIds,
            >= 4 and <= 6 when real && (Has("past") || Has("cache")) => InputRole.Cache,
            3 when real && (Has("past") || Has("cache")) && shape[1..].Any(d => d is not null) => InputRole.Cache,
            4 when real && (shape[1] is 1 or 3 || shape[3] is 1 or 3 || Has("pixel") || Has("image")) => InputRole.Pixels,
            3 when real && (Has("encoder") || Has("features")) => InputRole.EncoderStates,
            3 when real && (Has("embed") || Has("hidden")) => InputRole.Embeddings,
            _ => null,
        };
    }
}
