namespace AttentionViz.Extractor.Layouts;

/// <summary>Sizes of a set of vectors: sequences, heads, positions, components.</summary>
internal readonly record struct HeadShape(int Sequences, int Heads, int Length, int Width)
{
    public int Count => checked(Sequences * Heads * Length * Width);
}

/// <summary>
/// The order in which a flat tensor runs through sequences (b), heads (h), positions (l) and
/// components (d). Merged or split dimensions make no difference to it: [B*H, L, d] and [B, H, L, d]
/// are both "bhld", [B, L, H*d] is "blhd".
/// </summary>
internal readonly record struct HeadLayout(string Order)
{
    /// <summary>The layout that everything is brought to.</summary>
    public static readonly HeadLayout Native = new("bhld");

    /// <summary>Every order, the usual ones first.</summary>
    public static IReadOnlyList<HeadLayout> All { get; } =
        [.. new[] { "bhld", "blhd", "bhdl", "lbhd" }.Concat(Permutations("bhld")).Distinct().Select(o => new HeadLayout(o))];

    /// <summary>Distance in elements between neighbours along each axis.</summary>
    public HeadStrides Strides(HeadShape shape)
    {
        var (b, h, l, d, step) = (0, 0, 0, 0, 1);
        foreach (var axis in Order.Reverse())
        {
            switch (axis)
            {
                case 'b': (b, step) = (step, step * shape.Sequences); break;
                case 'h': (h, step) = (step, step * shape.Heads); break;
                case 'l': (l, step) = (step, step * shape.Length); break;
                default: (d, step) = (step, step * shape.Width); break;
            }
        }

        return new HeadStrides(b, h, l, d);
    }

    /// <summary>Copies to [sequences, heads, length, width].</summary>
    public void CopyTo(ReadOnlySpan<float> from, HeadShape shape, Span<float> to)
    {
        if (this == Native)
        {
            from[..shape.Count].CopyTo(to);
            return;
        }

        var s = Strides(shape);
        var at = 0;
        for (var b = 0; b < shape.Sequences; b++)
        {
            for (var h = 0; h < shape.Heads; h++)
            {
                for (var l = 0; l < shape.Length; l++, at += shape.Width)
                    CopyRow(from, (b * s.Sequence) + (h * s.Head) + (l * s.Position), s.Component, to.Slice(at, shape.Width));
            }
        }
    }

    private static void CopyRow(ReadOnlySpan<float> from, int start, int stride, Span<float> to)
    {
        if (stride == 1)
        {
            from.Slice(start, to.Length).CopyTo(to);
            return;
        }

        for (var i = 0; i < to.Length; i++)
            to[i] = from[start + (i * stride)];
    }

    private static IEnumerable<string> Permutations(string axes) => axes.Length == 0
        ? [""]
        : axes.SelectMany((axis, i) => Permutations(axes.Remove(i, 1)).Select(rest => axis + rest));
}

/// <summary>Distances in elements along each axis of a flat tensor.</summary>
internal readonly record struct HeadStrides(int Sequence, int Head, int Position, int Component)
{
    public int At(int b, int h, int l, int d) => (b * Sequence) + (h * Head) + (l * Position) + (d * Component);
}
