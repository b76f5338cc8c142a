using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace AttentionViz.Observability.Tests.Otlp;

/// <summary>Takes what processes export by OTLP over HTTP, as a collector would.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Span> _spans = [];
    private readonly ConcurrentQueue<Line> _lines = [];

    private OtlpReceiver(WebApplication app) => _app = app;

    public IReadOnlyList<Span> Spans => [.. _spans];

    public IReadOnlyList<Line> Lines => [.. _lines];

    /// <summary>What a process needs in its environment to export here, and soon.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.Single(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
    };

    public static async Task<OtlpReceiver> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(k => k.ConfigureEndpointDefaults(l => l.Protocols = HttpProtocols.Http1));
        var receiver = new OtlpReceiver(builder.Build());
        receiver._app.Run(receiver.TakeAsync);
        await receiver._app.StartAsync(cancellationToken);
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        if (http.Request.Path == "/v1/traces")
            foreach (var span in Span.Read(TraceExport.Parser.ParseFrom(body.ToArray()))) _spans.Enqueue(span);
        if (http.Request.Path == "/v1/logs")
            foreach (var line in Line.Read(LogsExport.Parser.ParseFrom(body.ToArray()))) _lines.Enqueue(line);
        http.Response.ContentType = "application/x-protobuf";
        await http.Response.Body.WriteAsync(ByteString.Empty.Memory, http.RequestAborted);
    }
}
