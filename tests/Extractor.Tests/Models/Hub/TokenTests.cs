namespace AttentionViz.Extractor.Tests.Models.Hub;

public sealed class TokenTests : HubTest
{
    [Fact]
    public async Task Fetch_WithToken_SendsItToTheHubAndToNoOtherHost()
    {
        AddUsual().Token = "secret";
        Options = Options with { Token = "secret" };

        await FetchAsync();

        Assert.All(Hub.Requests.Where(r => !r.ToStorage), r => Assert.Equal("Bearer secret", r.Authorization));
        Assert.Equal([""], Hub.Requests.Where(r => r.ToStorage).Select(r => r.Authorization));
    }

    [Fact]
    public async Task Fetch_RepositoryWasRenamed_CarriesTheTokenAlong()
    {
        AddUsual().Token = "secret";
        Options = Options with { Token = "secret" };
        Hub.Intercept = context =>
        {
            var path = context.Request.Path.Value!;
            if (!path.Contains("old/name", StringComparison.Ordinal)) return Task.FromResult(false);
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = path.Replace("old/name", "owner/name", StringComparison.Ordinal);
            return Task.FromResult(true);
        };

        var model = await FetchAsync("hf:old/name");

        Assert.True(File.Exists(Path.Combine(model.Folder, "config.json")));
    }
}
