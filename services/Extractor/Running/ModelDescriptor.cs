using AttentionViz.V1;

namespace AttentionViz.Extractor.Running;

/// <summary>Where the keys of a layer come from.</summary>
public enum AttentionKind
{
    /// <summary>Queries and keys come from the same sequence.</summary>
    Self,

    /// <summary>Keys come from another sequence, as in the decoder of an encoder-decoder.</summary>
    Cross,
}

/// <summary>What one position of a sequence is.</summary>
public enum ModelModality
{
    Tokens,
    Pixels,

    /// <summary>An encoder-decoder: a sequence has source tokens, which its encoder reads, and target tokens, which its decoder reads.</summary>
    TokenPairs,

    /// <summary>Fed by something the extractor can only make up (encoder states, say): inspected, not extracted.</summary>
    Other,
}

/// <summary>One attention layer as found and proved at load.</summary>
/// <param name="Layer">Zero-based, in graph order.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyHeads">Key heads; fewer than <paramref name="Heads"/> with grouped-query attention.</param>
/// <param name="HeadWidth">Components of one query or key.</param>
/// <param name="Scale">softmax(scale * q.k + mask) over the emitted vectors reproduces the model.</param>
/// <param name="Causal">No query of the probe attended to a later key.</param>
/// <param name="Pattern">The operators that make up this layer, readable.</param>
/// <param name="VerifiedError">Largest absolute difference from the model's own result on the probe; null where it could not be computed.</param>
/// <param name="KeyHeadOf">For each query head, the key head it shares.</param>
public sealed record AttentionLayer(
    int Layer,
    AttentionKind Kind,
    int Heads,
    int KeyHeads,
    int HeadWidth,
    double Scale,
    bool Causal,
    string Pattern,
    double? VerifiedError,
    IReadOnlyList<int> KeyHeadOf)
{
    /// <summary>
    /// The model adds more than a mask to scale * q.k (relative positions, ALiBi, window tables): weights
    /// computed from queries and keys alone are not the whole of its attention.
    /// </summary>
    public bool HasBias { get; init; }

    /// <summary>The model caps its logits: cap * tanh(scale * q.k / cap); null where it does not.</summary>
    public double? LogitCap { get; init; }

    /// <summary>Whose tokens ask; unspecified for a model fed by one sequence.</summary>
    public TokenSide QuerySide { get; init; }

    /// <summary>Whose tokens are looked at; unspecified for a model fed by one sequence.</summary>
    public TokenSide KeySide { get; init; }

    /// <summary>
    /// Every softmax of the layer holds one more logit, for which no key stands: weights sum to less than
    /// one, and their shares among keys are those of scale * q.k.
    /// </summary>
    public bool HasSink { get; init; }

    /// <summary>
    /// Weights come with every run, as queries and keys alone do not give them: what heads attend to over the corpus
    /// is taken from them.
    /// </summary>
    public bool HasOwnWeights { get; init; }

    public bool IsVerified => VerifiedError <= ModelOptions.Tolerance;
}

/// <summary>What is known of a loaded model.</summary>
public sealed record ModelDescriptor
{
    /// <summary>Name of the model's folder, or of the file where no folder was given.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 over the model's files, lower-case hexadecimal; see <see cref="ModelIdentity"/>.</summary>
    public required string Sha256 { get; init; }

    public required ModelModality Modality { get; init; }

    public required IReadOnlyList<AttentionLayer> Layers { get; init; }

    /// <summary>What a user should know: parts of the graph that were left out, layers that are unproved.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Longest sequence in tokens that the model takes, on either side; null where nothing says so.</summary>
    public int? MaxLength { get; init; }

    /// <summary>The token that a decoder's sequence starts with; null for a model fed by one sequence, and where nothing says it.</summary>
    public int? DecoderStart { get; init; }

    /// <summary>What a model fed by pixels takes; null for others, and where its layers do not all see the whole image.</summary>
    public ImageInput? Image { get; init; }

    /// <summary>Rows of the token embedding; null where it was not found.</summary>
    public int? VocabularySize { get; init; }

    /// <summary>Id written into the padding of a batch.</summary>
    public int PadId { get; init; }

    /// <summary>Sequences of different lengths may share a batch; where false <see cref="AttentionModel"/> splits them.</summary>
    public bool SupportsPadding { get; init; }

    /// <summary>The one length of sequences that a model takes which can neither be run on others nor padded; null for nearly all.</summary>
    public int? ExactLength { get; init; }

    /// <summary>"cpu", "cuda" or "tensorrt".</summary>
    public required string Device { get; init; }
}
