using System.Globalization;
using AttentionViz.Extractor.Attention;

namespace AttentionViz.Extractor.Layouts;

/// <summary>Turns a site found by structure into a reading plan, with the shapes and numbers of a probe run.</summary>
internal static class LayerSolver
{
    /// <exception cref="LayoutException">The site cannot be expressed as softmax(scale * q.k + mask).</exception>
    public static LayerPlan Solve(AttentionSite site, Probe probe)
    {
        CheckSoftmaxAxis(site, probe);
        var query = Normalise(site.Query, site, site.Heads, probe);
        var key = Normalise(site.Key, site, site.KeyHeads, probe);
        var value = Normalise(site.Value, site, site.KeyHeads, probe);
        Check(query.Shape, key.Shape, value.Shape, probe.Sequences);

        var q = CandidateChoice.Choose(site.Query, query.Layout, query.Data, query.Shape, false, probe);
        var k = CandidateChoice.Choose(site.Key, key.Layout, key.Data, key.Shape, true, probe);
        var v = CandidateChoice.Choose(site.Value, value.Layout, value.Data, value.Shape, true, probe);
        var keyHeadOf = Compose(query.Shape.Heads, key.Shape.Heads, k.HeadOf);
        var valueOfQuery = Compose(query.Shape.Heads, value.Shape.Heads, v.HeadOf);
        var valueHeadOf = Enumerable.Range(0, k.Plan.Heads).Select(h => valueOfQuery[Array.IndexOf(keyHeadOf, h)]);
        var alpha = site.Alpha ?? 1 / Math.Sqrt(query.Shape.Width);
        return new LayerPlan(
            q.Plan,
            k.Plan,
            v.Plan,
            keyHeadOf,
            [.. valueHeadOf],
            query.Shape.Sequences / probe.Sequences,
            Round(alpha * q.Factor * k.Factor * StepScale(site, probe)));
    }

    /// <summary>Factors are float32: digits beyond their precision would only look odd to a reader.</summary>
    private static double Round(double scale) =>
        double.Parse(((float)scale).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>Product of the scalar factors between score and softmax.</summary>
    public static double StepScale(AttentionSite site, Probe probe)
    {
        var scale = 1.0;
        foreach (var step in site.Steps)
        {
            switch (step)
            {
                case OpaqueStep opaque:
                    throw new LayoutException($"the logits pass through {opaque.Operator}, which cannot be replayed");
                // Any other factor must prove to be a mask of zeros and ones.
                case FactorStep { Constant: true } factor when probe.Scalar(factor.Factor.Tensor) is { } value:
                    scale = factor.Factor.Divides ? scale / value : scale * value;
                    break;
            }
        }

        return scale;
    }

    private static (HeadShape Shape, HeadLayout Layout, float[] Data) Normalise(Operand operand, AttentionSite site, int heads, Probe probe)
    {
        var tensor = probe.Get(operand.Tensor);
        var rank = Math.Max(tensor.Shape.Length, operand.Axes is null ? probe.Get(site.Query.Tensor).Shape.Length : 0);
        if (tensor.Shape.Length < 2)
            throw new LayoutException($"tensor '{operand.Tensor}' has {tensor.Shape.Length} dimensions");
        var axes = OperandShape.Axes(operand, rank, tensor.Shape.Length);
        var shape = OperandShape.Read(axes, tensor.Shape, probe.Sequences, heads);
        var layout = OperandShape.Layout(axes);
        var data = new float[shape.Count];
        layout.CopyTo(tensor.Data, shape, data);
        return (shape, layout, data);
    }

    private static void CheckSoftmaxAxis(AttentionSite site, Probe probe)
    {
        if (site.Probabilities is not { } name)
            return;
        var rank = probe.Get(name).Shape.Length;
        var axis = site.SoftmaxAxis < 0 ? site.SoftmaxAxis + rank : site.SoftmaxAxis;
        if (axis != site.Turn.KeyAxis(rank))
            throw new LayoutException($"its softmax runs over axis {site.SoftmaxAxis} of {rank}, not over the keys");
    }

    private static void Check(HeadShape q, HeadShape k, HeadShape v, int batch)
    {
        if (q.Sequences % batch != 0 || k.Sequences != q.Sequences || v.Sequences != q.Sequences)
            throw new LayoutException($"its sequences do not match ({q.Sequences} of queries, {k.Sequences} of keys, {batch} fed)");
        if (q.Count == 0 || k.Count == 0 || v.Count == 0)
            throw new LayoutException($"its queries {q}, keys {k} and values {v} hold no numbers");
        if (k.Width != q.Width || q.Heads % k.Heads != 0 || q.Heads % v.Heads != 0 || k.Length != v.Length)
            throw new LayoutException($"its queries {q} and keys {k} do not fit together");
    }

    /// <summary>Heads broadcast in the product, then repeated before it.</summary>
    private static int[] Compose(int queryHeads, int operandHeads, int[] headOf) =>
        [.. Enumerable.Range(0, queryHeads).Select(h => headOf[h * operandHeads / queryHeads])];
}
