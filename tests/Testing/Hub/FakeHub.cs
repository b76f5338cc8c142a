using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace AttentionViz.Testing.Hub;

/// <summary>One request that came to a <see cref="FakeHub"/>.</summary>
/// <param name="ToStorage">It came to the host that keeps large files.</param>
public sealed record HubRequest(bool ToStorage, string Target, string Range, string Authorization);

/// <summary>
/// A hub on loopback that speaks the routes of huggingface.co as far as models are downloaded, over
/// real HTTP. Large files are served from another port, which is another host to a client.
/// </summary>
public sealed class FakeHub : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeHub(WebApplication app) => _app = app;

    public Uri Endpoint => new(_app.Urls.First());

    public Uri Storage => new(_app.Urls.Last());

    /// <summary>By owner/name.</summary>
    public ConcurrentDictionary<string, HubRepository> Repositories { get; } = new();

    public ConcurrentQueue<HubRequest> Requests { get; } = new();

    /// <summary>Answers in the hub's place; false leaves the answer to the hub.</summary>
    public Func<HttpContext, Task<bool>>? Intercept { get; set; }

    /// <summary>Whether a revision's listing tells sizes and checksums, as when asked with <c>blobs=true</c>; trees always do.</summary>
    public bool ListsBlobs { get; set; } = true;

    /// <summary>Files on a page of a tree, which then names the next in its <c>Link</c> header.</summary>
    public int TreePage { get; set; } = int.MaxValue;

    public IEnumerable<HubRequest> Downloads => Requests.Where(r => r.Target.Contains("/resolve/", StringComparison.Ordinal));

    public static async Task<FakeHub> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0", "http://127.0.0.1:0");
        var hub = new FakeHub(builder.Build());
        hub._app.Run(hub.AnswerAsync);
        await hub._app.StartAsync();
        return hub;
    }

    /// <summary>A repository with these files on its main branch.</summary>
    public HubRepository Add(string id, params IEnumerable<(string Path, HubFile File)> files)
    {
        var repository = Repositories.GetOrAdd(id, _ => new HubRepository());
        foreach (var (path, file) in files) repository.Files[path] = file;
        return repository;
    }

    /// <summary>Whether a request came to the host that keeps large files.</summary>
    public bool IsStorage(HttpContext context) => context.Connection.LocalPort == Storage.Port;

    public async ValueTask DisposeAsync()
    {
        // Requests that a test left unanswered end with it.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        Requests.Enqueue(new HubRequest(IsStorage(context), target, context.Request.Headers.Range.ToString(), context.Request.Headers.Authorization.ToString()));
        if (Intercept is { } intercept && await intercept(context)) return;
        var parts = target.Split('?')[0].Split('/').Select(Uri.UnescapeDataString).ToArray();
        var answer = parts switch
        {
            ["", "storage", var owner, var name, var revision, .. var path] when IsStorage(context) => HubAnswers.Content(this, $"{owner}/{name}", revision, path),
            ["", "api", "models", var owner, var name, "revision", var revision] => HubAnswers.Revision(this, context, $"{owner}/{name}", revision),
            ["", "api", "models", var owner, var name, "tree", var revision] => HubAnswers.Tree(this, context, $"{owner}/{name}", revision),
            ["", var owner, var name, "resolve", var revision, .. var path] => HubAnswers.Resolve(this, context, $"{owner}/{name}", revision, path),
            _ => Results.NotFound(),
        };
        await answer.ExecuteAsync(context);
    }
}
