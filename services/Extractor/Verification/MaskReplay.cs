using System.Numerics.Tensors;
using AttentionViz.Extractor.Attention;
using AttentionViz.Extractor.Layouts;

namespace AttentionViz.Extractor.Verification;

/// <summary>
/// The mask of one site as the graph applies it: logit = (cut ? 0 : scale * q.k) + bias, elements in
/// the order [sequence, head, query, key].
/// </summary>
internal sealed class MaskReplay
{
    private readonly float[] _bias;
    private readonly bool[] _cut;

    private MaskReplay(int count) => (_bias, _cut) = (new float[count], new bool[count]);

    public float Apply(int index, float product) => (_cut[index] ? 0 : product) + _bias[index];

    /// <exception cref="LayoutException">A step is no mask.</exception>
    public static MaskReplay Of(AttentionSite site, Probe probe, HeadShape queries, int keyLength)
    {
        var mask = new MaskReplay(queries.Sequences * queries.Heads * queries.Length * keyLength);
        foreach (var step in site.Steps)
            mask.Replay(step, probe);
        if (site.Fused is { } fused)
            FusedMaskReplay.Apply(fused, probe, queries, keyLength, mask._bias, mask._cut);
        return mask;
    }

    private void Replay(LogitStep step, Probe probe)
    {
        switch (step)
        {
            case AddStep add:
                Each(step, probe, add.Tensor, (i, x) => _bias[i] += add.Sign * x);
                break;
            case FactorStep { Constant: true } factor when probe.Scalar(factor.Factor.Tensor) is { } scale:
                var times = (float)(factor.Factor.Divides ? 1 / scale : scale);
                TensorPrimitives.Multiply(_bias, times, _bias);
                break;
            case FactorStep factor:
                Each(step, probe, factor.Factor.Tensor, Multiply);
                break;
            case WhereStep where:
                var fill = Broadcast.Read(probe.Get(where.Fill), probe.Get(step.Output).Shape, _bias.Length);
                Each(step, probe, where.Condition, (i, x) =>
                {
                    if (x != 0 != where.KeepWhen)
                        (_cut[i], _bias[i]) = (true, fill[i]);
                });
                break;
        }
    }

    private void Multiply(int index, float factor)
    {
        if (factor == 0)
            (_cut[index], _bias[index]) = (true, 0);
        else if (factor != 1)
            throw new LayoutException("the logits are multiplied by a tensor that is neither a scale nor a mask");
    }

    private void Each(LogitStep step, Probe probe, string tensor, Action<int, float> apply)
    {
        var values = Broadcast.Read(probe.Get(tensor), probe.Get(step.Output).Shape, _bias.Length);
        for (var i = 0; i < _bias.Length; i++)
            apply(i, values[i]);
    }
}
