namespace AttentionViz.Extractor.Tests.Zoo;

/// <summary>A one-layer model: embedding, attention as the specification spells it, a projection and a vocabulary head.</summary>
internal sealed class AttentionGraph
{
    private readonly AttentionSpec _spec;
    private readonly GraphBuilder _g;

    private AttentionGraph(AttentionSpec spec, int layers, object[] idsShape)
    {
        (_spec, _g) = (spec, new GraphBuilder { HalfPrecision = spec.HalfPrecision });
        var ids = _g.Input("input_ids", GraphBuilder.Int64, idsShape);
        if (spec.Mask == MaskKind.AddAndPadding)
            _g.Input("attention_mask", GraphBuilder.Int64, idsShape);
        var hidden = _g.Node("Gather", [_g.Weight("embedding", spec.Vocabulary, spec.Width), ids]);
        for (var layer = 0; layer < layers; layer++)
            hidden = _g.Node("Add", [hidden, Attention(hidden, layer)]);
        _g.Output(_g.Node("MatMul", [hidden, _g.Weight("head", spec.Width, spec.Vocabulary)]));
    }

    public static GraphBuilder Build(AttentionSpec spec, int layers = 1, object[]? idsShape = null) =>
        new AttentionGraph(spec, layers, idsShape ?? ["batch", "sequence"])._g;

    private string Attention(string x, int layer)
    {
        var (heads, keyHeads, d) = (_spec.Heads, _spec.KeyHeads, _spec.HeadWidth);
        var scaled = _spec.Scale == ScalePlace.BeforeSplit;
        var q = Split(Project(x, $"q{layer}", heads, scaled), heads);
        var k = Split(Project(x, $"k{layer}", keyHeads, false), keyHeads);
        var v = Split(Project(x, $"v{layer}", keyHeads, false), keyHeads);
        if (_spec.Rotary)
            (q, k) = (RotaryGraph.Add(_g, q, d), RotaryGraph.Add(_g, k, d));
        if (_spec.Past)
        {
            k = _g.Node("Concat", [_g.Input($"past_key_values.{layer}.key", _g.RealType, "batch", keyHeads, "past", d), k], ("axis", -2));
            v = _g.Node("Concat", [_g.Input($"past_key_values.{layer}.value", _g.RealType, "batch", keyHeads, "past", d), v], ("axis", -2));
        }

        if (keyHeads != heads && _spec.Form != HeadForm.Broadcast)
            (k, v) = (Repeat(k), Repeat(v));
        (q, k) = ScaleBefore(q, k);
        var (logits, values) = Score(q, k, v);
        var weights = _g.Node("Softmax", [Mask(ScaleAfter(logits, q), x)], ("axis", -1));
        foreach (var op in _spec.AfterSoftmax)
            weights = op == "Cast" ? _g.Node("Cast", [weights], ("to", _g.RealType)) : _g.Node(op, [weights]);
        return Join(weights, values, layer);
    }

    private string Project(string x, string name, int heads, bool scaled)
    {
        var product = _g.Node("MatMul", [x, _g.Weight($"{name}.weight", _spec.Width, heads * _spec.HeadWidth)]);
        var sum = _g.Node("Add", [product, _g.Weight($"{name}.bias", heads * _spec.HeadWidth)]);
        return scaled ? _g.Node("Mul", [sum, _g.Real(_spec.Factor)]) : sum;
    }

    /// <summary>[B, L, H*d] to [B, H, L, d], or left as it is for a single head.</summary>
    private string Split(string x, int heads)
    {
        if (_spec.Form == HeadForm.SingleHead)
            return x;
        var split = _g.Node("Reshape", [x, _g.Ints(0, 0, heads, _spec.HeadWidth)]);
        return _spec.Form == HeadForm.Einsum ? split : Transpose(split, 0, 2, 1, 3);
    }

    /// <summary>Repeats each key head for its group of query heads, as Llama's exporter does.</summary>
    private string Repeat(string k)
    {
        var group = _spec.Heads / _spec.KeyHeads;
        var wide = _g.Node("Unsqueeze", [k, _g.Ints(2)]);
        var repeated = _g.Node("Expand", [wide, _g.Ints(1, 1, group, 1, 1)]);
        var length = _g.Node("Gather", [_g.Node("Shape", [k]), _g.Ints(2)]);
        var shape = _g.Node("Concat", [_g.Ints(-1, _spec.Heads), length, _g.Ints(_spec.HeadWidth)], ("axis", 0));
        return _g.Node("Reshape", [repeated, shape]);
    }

    private (string Q, string K) ScaleBefore(string q, string k)
    {
        var root = MathF.Sqrt(_spec.Factor);
        return _spec.Scale switch
        {
            ScalePlace.Query => (_g.Node("Mul", [q, _g.Real(_spec.Factor)]), k),
            ScalePlace.Key => (q, _g.Node("Div", [k, _g.Real(1 / _spec.Factor)])),
            ScalePlace.Both => (_g.Node("Mul", [_g.Real(root), q]), _g.Node("Mul", [k, _g.Real(root)])),
            _ => (q, k),
        };
    }

    private (string Logits, string Values) Score(string q, string k, string v)
    {
        switch (_spec.Form)
        {
            case HeadForm.Einsum:
                return (_g.Node("Einsum", [q, k], ("equation", "bqhd,bkhd->bhqk")), v);
            case HeadForm.FusedMatMul:
                return (_g.Node("com.microsoft", "FusedMatMul", [q, k], ("transB", 1), ("alpha", 1f)), v);
            case HeadForm.SingleHead:
                return (_g.Node("MatMul", [q, Transpose(k, 0, 2, 1)]), v);
            case HeadForm.KeyTransposedOnce:
                return (_g.Node("MatMul", [q, Transpose(Transpose(k, 0, 2, 1, 3), 0, 2, 3, 1)]), v);
            case HeadForm.Three:
                var (q3, k3, v3) = (Merge(q), Merge(k), Merge(v));
                return (_g.Node("MatMul", [q3, Transpose(k3, 0, 2, 1)]), v3);
            default:
                return (_g.Node("MatMul", [q, Transpose(k, 0, 1, 3, 2)]), v);
        }
    }

    private string ScaleAfter(string logits, string q)
    {
        switch (_spec.Scale)
        {
            case ScalePlace.MulAfter: return _g.Node("Mul", [logits, _g.Real(_spec.Factor)]);
            case ScalePlace.DivAfter: return _g.Node("Div", [logits, _g.Real(1 / _spec.Factor)]);
            case ScalePlace.SqrtOfShape:
                var width = _g.Node("Gather", [_g.Node("Shape", [q]), _g.IntScalar(-1)]);
                return _g.Node("Div", [logits, _g.Node("Sqrt", [_g.Node("Cast", [width], ("to", _g.RealType))])]);
            default: return logits;
        }
    }

    private string Mask(string logits, string x) => _spec.Mask == MaskKind.None
        ? logits
        : MaskGraph.Add(_g, _spec.Mask, logits, x);

    private string Join(string weights, string values, int layer)
    {
        var context = _spec.Form == HeadForm.Einsum
            ? _g.Node("Einsum", [weights, values], ("equation", "bhqk,bkhd->bqhd"))
            : _g.Node("MatMul", [weights, values]);
        if (_spec.Form == HeadForm.Three)
            context = _g.Node("Reshape", [context, _g.Node("Concat", [_g.Ints(-1, _spec.Heads), _g.Node("Slice", [_g.Node("Shape", [context]), _g.Ints(1), _g.Ints(3)])], ("axis", 0))]);
        if (_spec.Form is not (HeadForm.Einsum or HeadForm.SingleHead))
            context = Transpose(context, 0, 2, 1, 3);
        var joined = _g.Node("Reshape", [context, _g.Ints(0, 0, _spec.Heads * _spec.HeadWidth)]);
        return _g.Node("MatMul", [joined, _g.Weight($"o{layer}.weight", _spec.Heads * _spec.HeadWidth, _spec.Width)]);
    }

    /// <summary>[B, H, L, d] to [B*H, L, d].</summary>
    private string Merge(string x)
    {
        var tail = _g.Node("Slice", [_g.Node("Shape", [x]), _g.Ints(2), _g.Ints(4)]);
        return _g.Node("Reshape", [x, _g.Node("Concat", [_g.Ints(-1), tail], ("axis", 0))]);
    }

    private string Transpose(string x, params long[] perm) => _g.Node("Transpose", [x], ("perm", perm));
}
