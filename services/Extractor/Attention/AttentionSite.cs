using AttentionViz.Extractor.Running;
using TokenSide = AttentionViz.V1.TokenSide;

namespace AttentionViz.Extractor.Attention;

/// <summary>A factor multiplied into (or divided out of) a tensor.</summary>
internal sealed record Factor(string Tensor, bool Divides);

/// <summary>A tensor from which an operand follows by layout changes, repetition and the factors alone.</summary>
internal sealed record Candidate(string Tensor, IReadOnlyList<Factor> Factors);

/// <summary>One operand of the score or the weighted sum, as the graph multiplies it.</summary>
/// <param name="Axes">
/// One letter per dimension: b sequence, h head, l position, d component, x sequence and head merged,
/// y head and component merged; alternatives of different rank are divided by a bar; null for a
/// MatMul, where rank decides.
/// </param>
/// <param name="Candidates">The operand itself first, then ever earlier tensors.</param>
internal sealed record Operand(string Tensor, string? Axes, IReadOnlyList<Candidate> Candidates)
{
    /// <summary>A MatMul operand that holds components before positions.</summary>
    public bool Transposed { get; init; }
}

/// <summary>What happens to the logits between the score and the softmax.</summary>
/// <param name="Output">The tensor after the step; its shape is the one the step broadcasts in.</param>
internal abstract record LogitStep(string Output)
{
    /// <summary>How <see cref="Output"/> lies.</summary>
    public AxisTurn Turn { get; init; } = AxisTurn.None;
}

/// <summary>Multiplication or division: the scale when the factor is a constant scalar, else a mask of zeros and ones.</summary>
internal sealed record FactorStep(string Output, Factor Factor, bool Constant) : LogitStep(Output);

/// <summary>An additive mask or bias; <paramref name="Sign"/> is -1 where it is subtracted.</summary>
internal sealed record AddStep(string Output, string Tensor, int Sign) : LogitStep(Output);

/// <summary>Replacement by <paramref name="Fill"/> where the condition differs from <paramref name="KeepWhen"/>.</summary>
internal sealed record WhereStep(string Output, string Condition, string Fill, bool KeepWhen) : LogitStep(Output);

/// <summary>The hyperbolic tangent of a soft cap: cap * tanh(logit / cap), its two factors being steps of their own.</summary>
internal sealed record TanhStep(string Output) : LogitStep(Output);

/// <summary>Logits kept within bounds, each a one-element tensor or absent.</summary>
internal sealed record BoundStep(string Output, string? Low, string? High) : LogitStep(Output);

/// <summary>Logits rounded to the steps of a quantization.</summary>
/// <param name="Lowest">Smallest stored integer.</param>
/// <param name="Highest">Largest stored integer.</param>
internal sealed record RoundStep(string Output, string Scale, string? ZeroPoint, int Lowest, int Highest) : LogitStep(Output);

/// <summary>An operator that cannot be replayed.</summary>
internal sealed record OpaqueStep(string Output, string Operator) : LogitStep(Output);

/// <summary>The attention mask of a fused operator, which hides its logits.</summary>
/// <param name="Causal">The operator itself masks later keys.</param>
/// <param name="Padding">
/// Integer tensor: [B] lengths; [2B] ends, then starts; [3B+2] lengths, then running sums; or [B, L],
/// [B, L, L] or [B, 1, M, M] (M at least L) of zeros and ones.
/// </param>
/// <param name="Bias">Additive tensor broadcast to [B, H, L, L].</param>
internal sealed record FusedMask(bool Causal, string? Padding, string? Bias)
{
    /// <summary>Soft cap of the scaled logits, before any mask; 0 for none.</summary>
    public double Cap { get; init; }

    /// <summary>Keys a query sees to its left, itself included; 0 for all of them.</summary>
    public int Window { get; init; }
}

/// <summary>One more logit in every row, for which no key stands: weights sum to less than one.</summary>
/// <param name="Tensor">One logit for each head, or one for each row as [.., queries, 1]; null: zero for all.</param>
internal sealed record Sink(string? Tensor);

/// <summary>One place where queries meet keys.</summary>
internal sealed record AttentionSite
{
    public required Operand Query { get; init; }

    public required Operand Key { get; init; }

    public required Operand Value { get; init; }

    /// <summary>Factor of the operator itself (FusedMatMul's alpha, a fused operator's scale); null = 1/sqrt(head width).</summary>
    public double? Alpha { get; init; } = 1;

    public IReadOnlyList<LogitStep> Steps { get; init; } = [];

    /// <summary>Softmax output, one row a query; null where a fused operator keeps it to itself.</summary>
    public string? Probabilities { get; init; }

    /// <summary>How <see cref="Probabilities"/> lie.</summary>
    public AxisTurn Turn { get; init; } = AxisTurn.None;

    /// <summary>Axis attribute of the softmax; must turn out to be that of the keys.</summary>
    public long SoftmaxAxis { get; init; } = -1;

    /// <summary>Output of a fused operator, to be compared in place of the probabilities.</summary>
    public Operand? Context { get; init; }

    public FusedMask? Fused { get; init; }

    public Sink? Sink { get; init; }

    /// <summary>Heads where the operator says so; 0 where shapes do.</summary>
    public int Heads { get; init; }

    public int KeyHeads { get; init; }

    public AttentionKind Kind { get; init; }

    /// <summary>Whose tokens ask and whose are looked at; unspecified in a graph fed by one sequence.</summary>
    public TokenSide QuerySide { get; init; }

    public TokenSide KeySide { get; init; }

    public required string Pattern { get; init; }
}
