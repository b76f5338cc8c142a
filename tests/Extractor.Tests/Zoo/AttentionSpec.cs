namespace AttentionViz.Extractor.Tests.Zoo;

internal enum ScalePlace
{
    MulAfter,
    DivAfter,
    Query,
    Key,
    Both,
    BeforeSplit,
    SqrtOfShape,
    None,
}

internal enum MaskKind
{
    None,
    Add,
    Where,
    Multiply,
    AddAndPadding,
}

internal enum HeadForm
{
    Four,
    Three,
    Einsum,
    FusedMatMul,
    KeyTransposedOnce,
    SingleHead,
    Broadcast,
}

/// <summary>One way an exporter may spell attention.</summary>
internal sealed record AttentionSpec
{
    public int Heads { get; init; } = 2;

    public int KeyHeads { get; init; } = 2;

    public int HeadWidth { get; init; } = 4;

    public int Vocabulary { get; init; } = 31;

    public ScalePlace Scale { get; init; } = ScalePlace.DivAfter;

    public MaskKind Mask { get; init; } = MaskKind.None;

    public HeadForm Form { get; init; } = HeadForm.Four;

    public bool Rotary { get; init; }

    public bool Past { get; init; }

    public bool HalfPrecision { get; init; }

    /// <summary>Operators between softmax and values.</summary>
    public string[] AfterSoftmax { get; init; } = [];

    public int Width { get; init; } = 12;

    public float Factor => Scale == ScalePlace.None ? 1 : 1 / MathF.Sqrt(HeadWidth);
}
