using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests;

public sealed class ModelTests(GatewayHost host)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ListModels_Pages_GiveEveryModelOnceById()
    {
        var request = new ListModelsRequest { PageSize = 4 };
        var seen = new List<string>();
        do
        {
            var page = await host.Models.ListModelsAsync(request, cancellationToken: Token);
            seen.AddRange(page.Models.Select(m => m.ModelId));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(["ids-only", "image", "no-attention", "tiny-gpt", "truncated", "unverified"], seen);
    }

    [Fact]
    public async Task GetModel_Announced_ReturnsSame() => Assert.Equal(
        DemoModels.TinyGpt, (await host.Models.GetModelAsync(new GetModelRequest { ModelId = DemoModels.Gpt }, cancellationToken: Token)).Model);

    [Fact]
    public async Task GetModel_Unknown_ListsKnownOnes() => await Faults.AssertAsync(
        async () => await host.Models.GetModelAsync(new GetModelRequest { ModelId = "other" }), StatusCode.NotFound, "MODEL_NOT_FOUND", "'other'", "tiny-gpt");

    [Fact]
    public async Task ListModels_BadPageToken_IsRefused() => await Faults.AssertAsync(
        async () => await host.Models.ListModelsAsync(new ListModelsRequest { PageToken = "?" }), StatusCode.InvalidArgument, "INVALID_REQUEST", "page_token");
}
