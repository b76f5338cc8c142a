namespace AttentionViz.Extractor.Tests.Zoo;

/// <summary>Products of integers, in the ways quantizers leave them.</summary>
internal sealed class QuantizedGraph(Projections p)
{
    private readonly GraphBuilder _g = p.Graph;

    /// <summary>[B, L, H*d] from weights in eight bits and activations quantized as they come.</summary>
    public string Project(string name)
    {
        var (weight, scale) = Weight(name);
        var x = Dynamic(p.Hidden);
        var product = _g.Node("MatMulInteger", [x[0], weight, x[2]]);
        return _g.Node("Mul", [_g.Node("Cast", [product], ("to", GraphBuilder.Float)), _g.Node("Mul", [x[1], scale])]);
    }

    public string DynamicScore(string q, string k, bool scalesOneByOne)
    {
        // The keys are quantized before they are transposed.
        var (left, right) = (Dynamic(q), Dynamic(k));
        var transposed = _g.Node("Transpose", [right[0]], ("perm", new long[] { 0, 1, 3, 2 }));
        var product = _g.Node("Cast", [_g.Node("MatMulInteger", [left[0], transposed, left[2], right[2]])], ("to", GraphBuilder.Float));
        return scalesOneByOne
            ? _g.Node("Mul", [_g.Node("Mul", [left[1], product]), right[1]])
            : _g.Node("Mul", [product, _g.Node("Mul", [left[1], right[1]])]);
    }

    public string IntegerToFloatScore(string q, string k)
    {
        var (left, right) = (Dynamic(q), Dynamic(p.Transpose(k, 0, 1, 3, 2)));
        return _g.Node("com.microsoft", "MatMulIntegerToFloat", [left[0], right[0], left[1], right[1], left[2], right[2]]);
    }

    public string DynamicProduct(string a, string b)
    {
        var (left, right) = (Dynamic(a), Dynamic(b));
        var product = _g.Node("Cast", [_g.Node("MatMulInteger", [left[0], right[0], left[2], right[2]])], ("to", GraphBuilder.Float));
        return _g.Node("Mul", [product, _g.Node("Mul", [left[1], right[1]])]);
    }

    /// <summary>QLinearMatMul, whose result is dequantized afterwards.</summary>
    public string LinearScore(string q, string k, float step)
    {
        var zero = _g.Integers(GraphBuilder.UInt8, [128]);
        var scale = _g.Real(step);
        var transposed = _g.Node("Transpose", [k], ("perm", new long[] { 0, 1, 3, 2 }));
        string Stored(string x) => _g.Node("QuantizeLinear", [x, scale, zero]);
        var product = _g.Node("QLinearMatMul", [Stored(q), scale, zero, Stored(transposed), scale, zero, scale, zero]);
        return _g.Node("DequantizeLinear", [product, scale, zero]);
    }

    public static string Pair(GraphBuilder g, string x, float step, int type, int zero)
    {
        var (scale, point) = (g.Real(step), g.Integers(type, [zero]));
        return g.Node("DequantizeLinear", [g.Node("QuantizeLinear", [x, scale, point]), scale, point]);
    }

    /// <summary>MatMulNBits: blocks of 16 weights of one output column share a scale; the stored zero is 8.</summary>
    public string FourBits(string name)
    {
        var (rows, columns) = (Projections.Width, 2 * p.HeadWidth);
        var values = _g.Values(name, rows, columns);
        var (packed, scales) = (new int[columns * 8], new float[columns]);
        for (var c = 0; c < columns; c++)
        {
            scales[c] = 1 / 7f;
            for (var r = 0; r < 16; r++)
            {
                var nibble = r < rows ? Math.Clamp((int)MathF.Round(values[(r * columns) + c] * 7) + 8, 0, 15) : 8;
                packed[(c * 8) + (r / 2)] |= nibble << (4 * (r % 2));
            }
        }

        var stored = _g.Integers(GraphBuilder.UInt8, packed, columns, 1, 8);
        return _g.Node(
            "com.microsoft", "MatMulNBits", [p.Hidden, stored, _g.Floats(scales, columns)],
            ("K", rows), ("N", columns), ("bits", 4), ("block_size", 16));
    }

    /// <summary>com.microsoft QAttention over the same weights, causal.</summary>
    public string QAttention()
    {
        var columns = 2 * p.HeadWidth;
        var rows = Projections.Width;
        int[][] parts = [.. new[] { "q", "k", "v" }.Select(name => Rounded(name, columns))];
        int[] packed = [.. from r in Enumerable.Range(0, rows) from part in parts from c in Enumerable.Range(0, columns) select part[(r * columns) + c]];
        var (scale, zero) = (_g.Real(1 / 127f), _g.Integers(GraphBuilder.UInt8, [128]));
        var hidden = _g.Node("QuantizeLinear", [p.Hidden, scale, zero]);
        return _g.Node(
            "com.microsoft", "QAttention",
            [hidden, _g.Integers(GraphBuilder.Int8, packed, rows, 3 * columns), _g.Floats(new float[3 * columns], 3 * columns), scale, _g.Real(1 / 127f), "", zero, _g.Integers(GraphBuilder.Int8, [0])],
            ("num_heads", p.Heads), ("unidirectional", 1));
    }

    private string[] Dynamic(string x) => _g.Nodes("", "DynamicQuantizeLinear", 3, [x]);

    private (string Weight, string Scale) Weight(string name)
    {
        var columns = 2 * p.HeadWidth;
        return (_g.Integers(GraphBuilder.Int8, Rounded(name, columns), Projections.Width, columns), _g.Real(1 / 127f));
    }

    private int[] Rounded(string name, int columns) =>
        [.. _g.Values(name, Projections.Width, columns).Select(x => (int)MathF.Round(x * 127))];
}
