using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Tests.Explore;

/// <summary>What the tests look for.</summary>
internal static class Corpora
{
    public static IReadOnlyList<Line> Sentences { get; } =
    [
        new(0, "The cat sat on the mat", Id: "s-0") { Metadata = { ["topic"] = "cats", ["year"] = 1999 } },
        new(1, "a 🙂 cat and another 🙂 cat sat", Id: "s-1") { Metadata = { ["topic"] = "cats", ["year"] = 2005.5 } },
        new(3, "ÉCOLE École école cats", Id: "s-3") { Metadata = { ["topic"] = "school" } },
        new(6, "concatenate the cat") { Metadata = { ["year"] = 2010, ["topic"] = "12" } },
        new(7, "aaa ΣΑΣ σας 𐐀𐐁 𐐨𐐩", Id: "s-7") { Metadata = { ["topic"] = "letters", ["year"] = "1999" } },
    ];

    public static IReadOnlyList<Line> Pairs { get; } =
    [
        new(0, "the cat sat", "die Katze sat"),
        new(1, "a dog", "ein Hund und mehr"),
        new(2, "rain", "Regen"),
    ];

    /// <summary>L0 within the source, L1 within the target, causal, L2 from target to source; two heads each.</summary>
    public static Model EncoderDecoder { get; } = new()
    {
        ModelId = DemoModels.Gpt,
        Input = ModelInput.Text,
        EncoderDecoder = true,
        Layers =
        {
            Layer(0, TokenSide.Source, TokenSide.Source, false),
            Layer(1, TokenSide.Target, TokenSide.Target, true),
            Layer(2, TokenSide.Target, TokenSide.Source, false),
        },
    };

    private static AttentionLayer Layer(int layer, TokenSide queries, TokenSide keys, bool causal) => new()
    {
        Layer = layer,
        Kind = queries == keys ? AttentionKind.Self : AttentionKind.Cross,
        Heads = 2,
        KeyHeads = 2,
        HeadWidth = 4,
        Scale = 0.5,
        Causal = causal,
        KeyHeadOf = { 0, 1 },
        QuerySide = queries,
        KeySide = keys,
    };
}
