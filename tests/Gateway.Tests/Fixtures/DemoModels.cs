using AttentionViz.Pipeline.Models;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Tests.Fixtures;

/// <summary>Models as extractors would announce them.</summary>
internal static class DemoModels
{
    public const string Gpt = "tiny-gpt";
    public const string Ids = "ids-only";
    public const string Faulty = "truncated";
    public const string Bare = "no-attention";
    public const string Unverified = "unverified";
    public const string Image = "image";

    /// <summary>Two layers: L0 causal, 4 heads that share 2 key heads; L1 not causal, 2 heads.</summary>
    public static Model TinyGpt { get; } = new()
    {
        ModelId = Gpt,
        Sha256 = new string('a', 64),
        Input = ModelInput.Text,
        MaxTokens = 64,
        Layers =
        {
            new AttentionLayer { Layer = 0, Kind = AttentionKind.Self, Heads = 4, KeyHeads = 2, HeadWidth = 8, Scale = 0.3, Causal = true, VerifiedError = 1e-6, KeyHeadOf = { 0, 0, 1, 1 } },
            new AttentionLayer { Layer = 1, Kind = AttentionKind.Self, Heads = 2, KeyHeads = 2, HeadWidth = 8, Scale = 0.5, Causal = false, VerifiedError = 1e-6, KeyHeadOf = { 0, 1 } },
        },
    };

    public static async Task AnnounceAsync(GatewayHost host)
    {
        var catalog = host.Get<ModelCatalog>();
        await catalog.AnnounceAsync(TinyGpt);
        await catalog.AnnounceAsync(Like(Ids, m => m.Input = ModelInput.TokenIds));
        await catalog.AnnounceAsync(new Model { ModelId = Faulty, Fault = "model.onnx ends in the middle of a tensor" });
        await catalog.AnnounceAsync(new Model { ModelId = Bare, Input = ModelInput.Text });
        await catalog.AnnounceAsync(Like(Unverified, m => m.Layers[1].VerifiedError = 0.2));
        await catalog.AnnounceAsync(Like(Image, m => m.Input = ModelInput.Image));
    }

    private static Model Like(string id, Action<Model> change)
    {
        var model = TinyGpt.Clone();
        model.ModelId = id;
        change(model);
        return model;
    }
}
