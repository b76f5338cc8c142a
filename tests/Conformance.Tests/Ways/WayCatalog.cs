using System.Net;
using AttentionViz.Conformance.Tests.Browser;
using AttentionViz.Conformance.Tests.Python;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;

namespace AttentionViz.Conformance.Tests.Ways;

/// <summary>Every way in, made when first asked for.</summary>
internal sealed class WayCatalog(World world) : IAsyncDisposable
{
    public const string Plain = "gRPC";

    /// <summary>What is compared with gRPC.</summary>
    public static readonly string[] Others = ["gRPC-Web", "JSON", "JSON over HTTP/2", "Python", "browser gRPC-Web", "browser JSON"];

    private readonly Dictionary<string, IWay> _made = [];
    private readonly List<IDisposable> _owned = [];
    private Chromium? _browser;
    private PythonClient? _python;

    /// <summary>Skips the test where what the way needs is not installed, unless that is forbidden.</summary>
    public async Task<IWay> FindAsync(string name)
    {
        if (!_made.TryGetValue(name, out var way)) _made[name] = way = await MakeAsync(name);
        return way;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in _owned) owned.Dispose();
        if (_python is not null) await _python.DisposeAsync();
        if (_browser is not null) await _browser.DisposeAsync();
    }

    private async Task<IWay> MakeAsync(string name) => name switch
    {
        Plain => new GrpcWay(world.Platform.Channel.CreateCallInvoker()),
        "gRPC-Web" => new GrpcWay(Web(Own(new HttpClientHandler()))),
        "JSON" => new JsonWay(Own(new HttpClient { BaseAddress = world.Platform.Web })),
        "JSON over HTTP/2" => new JsonWay(Own(new HttpClient
        {
            BaseAddress = world.Platform.Grpc,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        })),
        "Python" => _python ??= await PythonClient.StartAsync(world.Platform.Grpc, TestContext.Current.CancellationToken),
        "browser gRPC-Web" => new GrpcWay(Web(await BrowserAsync())),
        "browser JSON" => new JsonWay(Own(new HttpClient(await BrowserAsync()) { BaseAddress = world.Platform.Web })),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such way"),
    };

    private CallInvoker Web(HttpMessageHandler handler) => Own(GrpcChannel.ForAddress(world.Platform.Web, new GrpcChannelOptions
    {
        HttpHandler = new GrpcWebHandler(GrpcWebMode.GrpcWeb, handler),
        HttpVersion = HttpVersion.Version11,
    })).CreateCallInvoker();

    private async Task<HttpMessageHandler> BrowserAsync()
    {
        _browser ??= await Chromium.StartAsync(TestContext.Current.CancellationToken);
        return Own(new BrowserHandler(_browser));
    }

    private T Own<T>(T made) where T : IDisposable
    {
        _owned.Add(made);
        return made;
    }
}
