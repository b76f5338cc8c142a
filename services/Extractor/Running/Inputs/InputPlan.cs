using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Running.Inputs;

/// <summary>How every input of a pruned graph is fed.</summary>
internal sealed record InputPlan(IReadOnlyList<InputSlot> Slots)
{
    /// <summary>Matches every input of a graph.</summary>
    /// <param name="pixels">What open dimensions of pixels are taken to be.</param>
    /// <exception cref="ModelLoadException">An input fits nothing that can be fed.</exception>
    public static InputPlan Create(ModelProto model, string path, PixelSize pixels)
    {
        var inputs = new GraphIndex(model).Inputs.ToList();
        var slots = inputs.Select(i => InputSlot.Match(i, onlyIntegers: false)).ToList();
        if (!slots.Any(s => s?.Role is InputRole.TokenIds or InputRole.Pixels) && slots.Count(s => s is null) == 1)
        {
            var open = slots.IndexOf(null);
            slots[open] = InputSlot.Match(inputs[open], onlyIntegers: true);
        }

        if (slots.IndexOf(null) is >= 0 and var unknown)
        {
            throw new ModelLoadException(
                ModelFault.UnsupportedInput,
                $"{path} wants the input {InputSlot.Describe(inputs[unknown])}, which cannot be fed; what can: {InputSlot.Supported}");
        }

        return new InputPlan([.. slots.OfType<InputSlot>().Select(s => s.Role == InputRole.Pixels ? s.Sized(pixels) : s)]);
    }

    public ModelModality Modality =>
        Has(InputRole.EncoderStates) || Has(InputRole.Embeddings) ? ModelModality.Other
        : Has(InputRole.DecoderIds) ? Has(InputRole.TokenIds) && !Has(InputRole.Pixels) ? ModelModality.TokenPairs : ModelModality.Other
        : Has(InputRole.Pixels) ? ModelModality.Pixels
        : Has(InputRole.TokenIds) ? ModelModality.Tokens
        : ModelModality.Other;

    /// <summary>The one batch size the graph takes, or null.</summary>
    public int? FixedBatch => Fixed(0);

    /// <summary>The one sequence length the graph takes, of its source side where it has two, or null.</summary>
    public int? FixedLength => LengthOf(Modality == ModelModality.TokenPairs ? [InputRole.TokenIds] : [InputRole.TokenIds, InputRole.DecoderIds]);

    /// <summary>The one length of target sequences that a graph fed from two sides takes, or null.</summary>
    public int? FixedTargetLength => Modality == ModelModality.TokenPairs ? LengthOf([InputRole.DecoderIds]) : null;

    /// <summary>The one length of encoder states that a decoder takes, or null.</summary>
    public int? FixedStatesLength => LengthOf([InputRole.EncoderStates]);

    public FeedForm Form => new(Modality, FixedBatch, FixedLength, FixedTargetLength);

    public bool Has(InputRole role) => Slots.Any(s => s.Role == role);

    private int? LengthOf(InputRole[] roles) => Slots.Where(s => roles.Contains(s.Role) && s.Shape.Length >= 2)
        .Select(s => s.Shape[1]).FirstOrDefault(d => d is not null);

    private int? Fixed(int axis) => Slots
        .Where(s => s.Role is InputRole.TokenIds or InputRole.DecoderIds or InputRole.Pixels or InputRole.EncoderStates)
        .Select(s => s.Shape[axis]).FirstOrDefault(d => d is not null);
}
