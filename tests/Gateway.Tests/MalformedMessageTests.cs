using System.Net.Http.Headers;
using System.Text;
using AttentionViz.Gateway.Tests.Fixtures;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests;

/// <summary>Bytes that are no message are the caller's fault, and told so.</summary>
public sealed class MalformedMessageTests(GatewayHost host) : IClassFixture<GatewayHost>
{
    // Field 1, 32 bytes long, of which three follow.
    private static readonly byte[] CutOff = [0x0A, 0x20, 0x30, 0x31, 0x61];

    private static readonly Marshaller<byte[]> Bytes = new(x => x, x => x);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private CallInvoker Invoker => host.Channel.CreateCallInvoker();

    [Fact]
    public Task UnaryCall_CutOffMessage_IsInvalid() => RefusedAsync(async () =>
        await Invoker.AsyncUnaryCall(Method(MethodType.Unary, "JobService", "GetJob"), null, default, CutOff));

    [Fact]
    public Task ServerStream_CutOffMessage_IsInvalid() => RefusedAsync(async () =>
    {
        using var call = Invoker.AsyncServerStreamingCall(Method(MethodType.ServerStreaming, "AtlasService", "StreamMap"), null, default, CutOff);
        await call.ResponseStream.MoveNext(Stop);
    });

    [Fact]
    public Task ClientStream_CutOffMessage_IsInvalid() => RefusedAsync(async () =>
    {
        using var call = Invoker.AsyncClientStreamingCall(Method(MethodType.ClientStreaming, "CorpusService", "UploadCorpus"), null, default);
        await call.RequestStream.WriteAsync(CutOff, Stop);
        await call.RequestStream.CompleteAsync();
        await call;
    });

    [Fact]
    public async Task GrpcWeb_CutOffMessage_IsInvalid()
    {
        using var client = new HttpClient { BaseAddress = host.Endpoints.Web };
        using var content = new ByteArrayContent([0, 0, 0, 0, (byte)CutOff.Length, .. CutOff]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc-web+proto");

        using var answer = await client.PostAsync("/attentionviz.v1.JobService/GetJob", content, Stop);

        var trailers = Encoding.ASCII.GetString(await answer.Content.ReadAsByteArrayAsync(Stop))
            + string.Join('\n', answer.Headers.Select(h => $"{h.Key}: {string.Join(',', h.Value)}"));
        Assert.Matches("grpc-status: ?3", trailers);
        Assert.Contains("grpc-status-details-bin", trailers, StringComparison.Ordinal);
    }

    private static Method<byte[], byte[]> Method(MethodType type, string service, string name) => new(type, $"attentionviz.v1.{service}", name, Bytes, Bytes);

    private static Task<IReadOnlyList<string>> RefusedAsync(Func<Task> call) => Faults.AssertAsync(call, StatusCode.InvalidArgument, "MALFORMED_MESSAGE", "not a message");
}
