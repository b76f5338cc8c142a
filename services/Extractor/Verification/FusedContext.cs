using System.Numerics.Tensors;
using AttentionViz.Extractor.Attention;
using AttentionViz.Extractor.Layouts;

namespace AttentionViz.Extractor.Verification;

/// <summary>The output of a fused operator, to hold the recomputed weighted sum of values against.</summary>
internal sealed class FusedContext
{
    private readonly TensorData _context;
    private readonly TensorData _values;
    private readonly HeadStrides _contextStrides;
    private readonly HeadStrides _valueStrides;
    private readonly LayerPlan _plan;
    private readonly double _largest;

    public FusedContext(AttentionSite site, LayerPlan plan, HeadShape queries, Probe probe)
    {
        _plan = plan;
        _context = probe.Get(site.Context!.Tensor);
        _values = probe.Get(plan.Value.Tensor);
        _largest = Math.Max(float.Epsilon, Math.Abs(TensorPrimitives.MaxMagnitude<float>(_values.Data)));
        var axes = OperandShape.Axes(site.Context, _context.Shape.Length, _context.Shape.Length);
        _contextStrides = OperandShape.Layout(axes).Strides(queries with { Width = plan.Value.Width });
        _valueStrides = plan.Value.Layout.Strides(plan.Value.Shape(queries.Sequences, _values.Data.Length));
    }

    /// <summary>
    /// Largest difference between the weighted sum of values and the operator's own, relative to the
    /// largest value: at that scale an error in the sum is an error in the weights.
    /// </summary>
    public double Difference(int b, int h, int l, ReadOnlySpan<float> weights)
    {
        var head = _plan.ValueHeadOf[_plan.KeyHeadOf[h]];
        var worst = 0.0;
        for (var d = 0; d < _plan.Value.Width; d++)
        {
            var sum = 0.0;
            for (var j = 0; j < weights.Length; j++)
                sum += weights[j] * _values.Data[_valueStrides.At(b, head, j, d)];
            var error = Math.Abs(sum - _context.Data[_contextStrides.At(b, h, l, d)]);
            worst = error > worst || double.IsNaN(error) ? error : worst;
        }

        return worst / _largest;
    }
}
