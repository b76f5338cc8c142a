using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using AttentionViz.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AttentionViz.Conformance.Tests.Browser;

/// <summary>A headless Chromium that shows a page of an origin of its own.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private readonly WebApplication _site;
    private readonly Process _process;
    private readonly string _profile;
    private readonly DevTools _tools;

    private Chromium(WebApplication site, Process process, string profile, DevTools tools) => (_site, _process, _profile, _tools) = (site, process, profile, tools);

    /// <summary>Skips the test where there is none, unless ATTENTIONVIZ_REQUIRE_BROWSER is 1.</summary>
    public static async Task<Chromium> StartAsync(CancellationToken stop)
    {
        var profile = Directory.CreateTempSubdirectory("attentionviz-browser-").FullName;
        var process = Names.Select(name => TryStart(name, profile)).FirstOrDefault(p => p is not null);
        if (process is null && Environment.GetEnvironmentVariable("ATTENTIONVIZ_REQUIRE_BROWSER") == "1")
            Assert.Fail("Chromium must be installed where ATTENTIONVIZ_REQUIRE_BROWSER is 1");
        Assert.SkipWhen(process is null, "needs Chromium");

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var site = builder.Build();
        site.MapGet("/", () => Results.File(Path.Combine(AppContext.BaseDirectory, "Browser", "page.html"), "text/html"));
        await site.StartAsync(stop);

        var tools = await DevTools.ConnectAsync(await AddressAsync(process!, stop), new Uri(site.Urls.First()), stop);
        await Eventually.HoldsAsync(async () => $"{await tools.EvaluateAsync("typeof call", stop)}" == "function", "the page is loaded", stop);
        return new Chromium(site, process!, profile, tools);
    }

    /// <summary>The value of a JavaScript expression in the page, awaited.</summary>
    public Task<JsonNode?> EvaluateAsync(string expression, CancellationToken stop) => _tools.EvaluateAsync(expression, stop);

    public async ValueTask DisposeAsync()
    {
        await _tools.DisposeAsync();
        _process.Kill(true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        await _site.DisposeAsync();
        Directory.Delete(_profile, true);
    }

    private static Process? TryStart(string name, string profile)
    {
        string[] arguments =
        [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions", "--disable-background-networking",
            "--remote-debugging-port=0", $"--user-data-dir={profile}", "about:blank",
        ];
        try
        {
            return Process.Start(new ProcessStartInfo(name, arguments) { RedirectStandardError = true });
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>It chooses a port itself and tells it among its messages.</summary>
    private static async Task<Uri> AddressAsync(Process process, CancellationToken stop)
    {
        const string Before = "DevTools listening on ";
        while (await process.StandardError.ReadLineAsync(stop) is { } line)
        {
            if (!line.StartsWith(Before, StringComparison.Ordinal)) continue;
            // A pipe that nobody empties would stop it.
            _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
            return new Uri(line[Before.Length..]);
        }

        throw new InvalidOperationException("Chromium ended before it could be spoken to");
    }
}
