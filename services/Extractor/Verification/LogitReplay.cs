using AttentionViz.Extractor.Attention;
using AttentionViz.Extractor.Layouts;
using AttentionViz.Extractor.Running;

namespace AttentionViz.Extractor.Verification;

/// <summary>
/// Takes scale * q.k through every step that the graph takes its logits through; elements in the
/// order [sequence, head, query, key].
/// </summary>
internal sealed class LogitReplay
{
    /// <summary>What is added below this hides a key (Swin adds -100, most others far less); above it, it is a bias.</summary>
    private const float LeastMask = -50;

    private readonly float[] _logits;
    private readonly Probe _probe;
    private readonly float[]? _sinks;

    private LogitReplay(float[] logits, float[]? sinks, Probe probe) => (_logits, _sinks, _probe) = (logits, sinks, probe);

    /// <summary>The logits that the softmax gets.</summary>
    public ReadOnlySpan<float> Logits => _logits;

    /// <summary>Something other than a mask was added.</summary>
    public bool HasBias { get; private set; }

    /// <summary>The logit that a row holds for no key; minus infinity where it holds none.</summary>
    public float Sink(int row) => _sinks is null ? float.NegativeInfinity : _sinks[row];

    /// <exception cref="LayoutException">A step does not fit the logits.</exception>
    public static LogitReplay Of(AttentionSite site, LayerPlan plan, LayerVectors vectors, Probe probe)
    {
        // The plan's scale already holds every constant factor among the steps; they come again below.
        var scale = plan.Scale / LayerSolver.StepScale(site, probe);
        var replay = new LogitReplay(QueryKeyProducts.Of(vectors, plan.KeyHeadOf, scale), Sinks(site, vectors, probe), probe);
        foreach (var step in site.Steps)
            replay.Take(step);
        if (site.Fused is { } fused)
        {
            var queries = new HeadShape(vectors.Sequences, vectors.Heads, vectors.QueryLength, vectors.HeadWidth);
            replay.HasBias = FusedMaskReplay.Apply(fused, probe, queries, vectors.KeyLength, replay._logits, IsBias);
        }

        return replay;
    }

    /// <summary>One for each row of the logits.</summary>
    private static float[]? Sinks(AttentionSite site, LayerVectors vectors, Probe probe)
    {
        if (site.Sink is not { } sink)
            return null;
        var rows = vectors.Sequences * vectors.Heads * vectors.QueryLength;
        if (sink.Tensor is not { } tensor)
            return new float[rows];
        var logits = probe.Get(tensor);
        // A vector holds one for each head.
        if (logits.Shape is [var heads])
            logits = logits with { Shape = [heads, 1, 1] };
        return Broadcast.Read(logits, [vectors.Sequences, vectors.Heads, vectors.QueryLength, 1], rows);
    }

    private void Take(LogitStep step)
    {
        switch (step)
        {
            case AddStep add:
                Each(step, add.Tensor, (logit, x) => Added(logit, add.Sign * x));
                break;
            case FactorStep { Constant: true } factor when _probe.Scalar(factor.Factor.Tensor) is { } value:
                var times = (float)(factor.Factor.Divides ? 1 / value : value);
                Each(logit => logit * times);
                break;
            case FactorStep factor:
                Each(step, factor.Factor.Tensor, Masked);
                break;
            case WhereStep where:
                var (fill, keep) = (Read(step, where.Fill), Read(step, where.Condition));
                for (var i = 0; i < _logits.Length; i++)
                    _logits[i] = keep[i] != 0 == where.KeepWhen ? _logits[i] : fill[i];
                break;
            case TanhStep:
                Each(MathF.Tanh);
                break;
            case BoundStep bound:
                var (low, high) = (Bound(bound.Low, float.NegativeInfinity), Bound(bound.High, float.PositiveInfinity));
                Each(logit => Math.Min(Math.Max(logit, low), high));
                break;
            case RoundStep round:
                Round(round);
                break;
        }
    }

    private float Added(float logit, float x)
    {
        HasBias |= IsBias(x);
        return logit + x;
    }

    /// <summary>Whether what is added to a logit is more than a mask.</summary>
    public static bool IsBias(float x) => Math.Abs(x) > 1e-6f && x > LeastMask;

    private static float Masked(float logit, float factor) => factor is 0 or 1
        ? logit * factor
        : throw new LayoutException("the logits are multiplied by a tensor that is neither a scale nor a mask");

    private float Bound(string? tensor, float otherwise) => tensor is null ? otherwise
        : (float)(_probe.Scalar(tensor) ?? throw new LayoutException("the logits are bounded by a tensor that is no single number"));

    private void Round(RoundStep round)
    {
        if (_probe.Scalar(round.Scale) is not { } scale)
            throw new LayoutException("the logits are quantized with more than one scale");
        var zero = round.ZeroPoint is { } tensor ? (float)(_probe.Scalar(tensor) ?? 0) : 0;
        // ONNX rounds halves to even.
        Each(logit => (Math.Clamp(MathF.Round(logit / (float)scale) + zero, round.Lowest, round.Highest) - zero) * (float)scale);
    }

    private void Each(Func<float, float> change)
    {
        for (var i = 0; i < _logits.Length; i++)
            _logits[i] = change(_logits[i]);
    }

    private void Each(LogitStep step, string tensor, Func<float, float, float> change)
    {
        var values = Read(step, tensor);
        for (var i = 0; i < _logits.Length; i++)
            _logits[i] = change(_logits[i], values[i]);
    }

    /// <summary>A tensor that a step takes beside the logits, in the order of the logits.</summary>
    private float[] Read(LogitStep step, string tensor)
    {
        var shape = _probe.Get(step.Output).Shape;
        return step.Turn.Straighten(Broadcast.Read(_probe.Get(tensor), shape, _logits.Length), shape);
    }
}
