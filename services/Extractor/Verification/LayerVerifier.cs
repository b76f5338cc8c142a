using System.Numerics.Tensors;
using AttentionViz.Extractor.Attention;
using AttentionViz.Extractor.Layouts;
using AttentionViz.Extractor.Running;
using TokenSide = AttentionViz.V1.TokenSide;

namespace AttentionViz.Extractor.Verification;

/// <summary>What the proof of one layer showed.</summary>
/// <param name="Error">Largest absolute difference; not a number where a result was not finite.</param>
/// <param name="Causal">No query attended to a later key.</param>
/// <param name="HasBias">The logits hold more than q.k and masks.</param>
internal readonly record struct Proof(double Error, bool Causal, bool HasBias);

/// <summary>
/// Recomputes softmax(scale * q.k + mask), and what else the graph does to its logits, from the vectors that users get, and compares with the
/// model's own probabilities, or with the output of a fused operator that keeps them to itself.
/// </summary>
internal static class LayerVerifier
{
    /// <summary>Weights below this count as none; a mask of -10000 leaves exactly 0.</summary>
    private const float Nothing = 1e-9f;

    /// <param name="vectors">What the pruned graph gave for the probe batch.</param>
    /// <param name="probe">What the model's own graph gave for the same batch.</param>
    public static Proof Verify(AttentionSite site, LayerPlan plan, LayerVectors vectors, Probe probe)
    {
        var queries = new HeadShape(vectors.Sequences, vectors.Heads, vectors.QueryLength, vectors.HeadWidth);
        var keys = vectors.KeyLength;
        var replay = LogitReplay.Of(site, plan, vectors, probe);
        var truth = site.Probabilities is { } own ? Straight(site, probe.Get(own)) : null;
        var context = site.Context is null ? null : new FusedContext(site, plan, queries, probe);
        var sameSide = site.Kind == AttentionKind.Self && queries.Length == keys;
        var proof = new Proof(0, sameSide && keys > 1, replay.HasBias);
        var row = new float[keys];
        for (var b = 0; b < queries.Sequences; b++)
        {
            for (var h = 0; h < queries.Heads; h++)
            {
                for (var l = 0; l < Rows(probe, site, plan, sameSide, b, queries.Length); l++)
                {
                    var at = ((((b * queries.Heads) + h) * queries.Length) + l) * keys;
                    replay.Logits.Slice(at, keys).CopyTo(row);
                    Softmax(row, replay.Sink(at / keys));
                    var model = truth is null ? row : truth.AsSpan(at, keys);
                    var error = context?.Difference(b, h, l, row) ?? Difference(row, model);
                    var later = sameSide && TensorPrimitives.Max(model[l..].Length > 1 ? model[(l + 1)..] : [0f]) > Nothing;
                    proof = proof with { Error = Larger(proof.Error, error), Causal = proof.Causal && !later };
                }
            }
        }

        return proof;
    }

    private static float[] Straight(AttentionSite site, TensorData weights) => site.Turn.Straighten(weights.Data, weights.Shape);

    /// <summary>Padded queries mean nothing, where positions are those of the sequence that was fed.</summary>
    private static int Rows(Probe probe, AttentionSite site, LayerPlan plan, bool sameSide, int sequence, int length)
    {
        // A decoder alone is fed by its target, whichever side that is called.
        var lengths = site.QuerySide == TokenSide.Target && probe.TargetLengths.Count > 0 ? probe.TargetLengths : probe.Lengths;
        var fed = lengths[sequence / plan.Windows];
        return sameSide && plan.Windows == 1 && fed > 0 && fed < length ? fed : length;
    }

    /// <param name="sink">A logit that takes part in the sum and stands for no key.</param>
    private static void Softmax(Span<float> row, float sink)
    {
        var largest = Math.Max(TensorPrimitives.Max(row), sink);
        TensorPrimitives.Subtract(row, largest, row);
        TensorPrimitives.Exp(row, row);
        TensorPrimitives.Divide(row, TensorPrimitives.Sum(row) + MathF.Exp(sink - largest), row);
    }

    private static double Difference(ReadOnlySpan<float> row, ReadOnlySpan<float> model)
    {
        var worst = 0.0;
        for (var j = 0; j < row.Length; j++)
            worst = Larger(worst, Math.Abs((double)row[j] - model[j]));
        return worst;
    }

    /// <summary>A result that is not a number stays one.</summary>
    private static double Larger(double a, double b) => double.IsNaN(a) || a > b ? a : b;
}
