using System.Text;
using AttentionViz.Gateway.Security;
using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.Gateway.Viewer;

namespace AttentionViz.Gateway.Tests.Viewer;

/// <summary>A gateway with a viewer, which asks for keys and lets few calls through, and one without.</summary>
public sealed class ViewerHosts : IAsyncLifetime
{
    public const string Script = "assets/index-DiwrgTda.js";

    internal static readonly Dictionary<string, byte[]> Files = new()
    {
        ["index.html"] = Encoding.UTF8.GetBytes($"<!doctype html><title>Größe</title><script type=\"module\" src=\"/{Script}\"></script>{new string(' ', 500)}"),
        [Script] = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 1000).Select(i => $"f({i});"))),
        ["assets/index-BKqLt_-4.css"] = Encoding.UTF8.GetBytes(new string('a', 200) + "{}"),
        ["assets/mono-Cx8.woff2"] = new byte[2000],
        ["icon.svg"] = Encoding.UTF8.GetBytes("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ["offline/viewer.js"] = Encoding.UTF8.GetBytes("0"),
        ["manifest.webmanifest"] = Encoding.UTF8.GetBytes("{}"),
    };

    public GatewayHost With { get; } = new(new ViewerFiles(Files.Select(f => new ViewerFile(f.Key, f.Value))), new()
    {
        ["Gateway:Auth:ApiKeys:0:Name"] = "someone",
        ["Gateway:Auth:ApiKeys:0:Tenant"] = "lab",
        ["Gateway:Auth:ApiKeys:0:Scope"] = "READ",
        ["Gateway:Auth:ApiKeys:0:Hash"] = ApiKeyText.HashOf(ApiKeyText.Create()),
        ["Gateway:Quotas:CallsPerSecond"] = "0.01",
        ["Gateway:Quotas:Burst"] = "1",
        ["Gateway:CorsOrigins:0"] = "https://elsewhere.example",
    });

    public GatewayHost Without { get; } = new(new ViewerFiles([]), []);

    public async ValueTask InitializeAsync()
    {
        await With.InitializeAsync();
        await Without.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await With.DisposeAsync();
        await Without.DisposeAsync();
    }
}

internal static class ViewerAnswers
{
    /// <summary>The only value of a header.</summary>
    public static string Header(this HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));
}
