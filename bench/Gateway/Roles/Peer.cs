using System.Buffers.Binary;
using System.Net;
using AttentionViz.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AttentionViz.Bench.Gateway.Roles;

/// <summary>
/// Bare Kestrel with the same answers in memory, byte for byte: over HTTP/2 in the gateway's own
/// frames and chunks, over HTTP/1.1 as one body of known length. No routing, no store, no checks.
/// </summary>
internal static class Peer
{
    public static async Task RunAsync(string gateway)
    {
        var answers = await FetchAsync(gateway);
        var whole = answers.ToDictionary(a => a.Key, a => a.Value.SelectMany(f => f).ToArray());
        ListenOptions? http1 = null, http2 = null;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, l => (http2 = l).Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, l => (http1 = l).Protocols = HttpProtocols.Http1);
        });
        await using var app = builder.Build();
        app.Run(async context =>
        {
            if (HttpProtocol.IsHttp2(context.Request.Protocol)) await FramesAsync(context, answers[context.Request.Path]);
            else await BodyAsync(context, whole[context.Request.Path]);
        });
        await app.StartAsync();
        await Child.ServeAsync(new Addresses($"http://{http2!.IPEndPoint}/", $"http://{http1!.IPEndPoint}/", 0));
        await app.StopAsync();
    }

    private static async Task FramesAsync(HttpContext context, IReadOnlyList<byte[]> frames)
    {
        context.Response.ContentType = "application/grpc";
        foreach (var frame in frames) await context.Response.BodyWriter.WriteAsync(frame, context.RequestAborted);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static async Task BodyAsync(HttpContext context, byte[] body)
    {
        context.Response.ContentLength = body.Length;
        await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>Every answer that the load asks for, in frames of gRPC, by path.</summary>
    private static async Task<Dictionary<string, List<byte[]>>> FetchAsync(string gateway)
    {
        using var channel = GrpcChannel.ForAddress(gateway);
        var client = new AtlasService.AtlasServiceClient(channel);
        var answers = new Dictionary<string, List<byte[]>>();
        foreach (var call in Calls.All)
        {
            answers[call.PeerPath] = [];
            if (call.Request is StreamMapRequest map) await TakeAsync(client.StreamMap(map), answers[call.PeerPath]);
            else await TakeAsync(client.StreamMatrix((StreamMatrixRequest)call.Request), answers[call.PeerPath]);
        }

        return answers;
    }

    private static async Task TakeAsync<T>(AsyncServerStreamingCall<T> call, List<byte[]> frames) where T : IMessage
    {
        using (call)
        {
            await foreach (var message in call.ResponseStream.ReadAllAsync()) frames.Add(Frame(message));
        }
    }

    /// <summary>A byte 0 (not compressed), the length, the message.</summary>
    public static byte[] Frame(IMessage message)
    {
        var frame = new byte[5 + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - 5);
        message.WriteTo(frame.AsSpan(5));
        return frame;
    }
}
