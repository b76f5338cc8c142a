using AttentionViz.Gateway.Errors;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Http;

/// <summary>
/// Reads a JSON request before the transcoding does, which passes over fields it does not know and
/// does not say which value it cannot read.
/// </summary>
internal sealed class JsonRequestCheck(RequestDelegate next, IOptions<GrpcServiceOptions> grpc)
{
    private const int DefaultMessageBytes = 4 << 20;

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>() is not { } called)
        {
            await next(context);
            return;
        }

        try
        {
            var request = await ReadAsync(context, called.MethodDescriptor, called.HttpRule);
            context.Features.Set(new JsonCall(called.MethodDescriptor, request));
        }
        catch (HttpRequestFault e)
        {
            await HttpFault.WriteAsync(context, e.Fault, e.HttpStatus);
            return;
        }
        catch (RpcException e)
        {
            await HttpFault.WriteAsync(context, e);
            return;
        }

        if (called.MethodDescriptor.IsServerStreaming) context.Response.OnStarting(() => MarkStreamAsync(context.Response));
        await next(context);
        BrokenStream.ThrowIfMarked(context);
    }

    private async Task<IMessage> ReadAsync(HttpContext context, MethodDescriptor method, HttpRule rule)
    {
        var violations = new Violations();
        var limit = grpc.Value.MaxReceiveMessageSize ?? DefaultMessageBytes;
        var request = rule.Body == "*" ? await JsonBody.ReadAsync(context, method.InputType, limit, violations) : method.InputType.Parser.ParseFrom(ByteString.Empty);
        foreach (var (name, value) in context.Request.RouteValues) TextFields.Set(request, name, $"{value}", violations);
        foreach (var (name, values) in context.Request.Query)
        {
            if (rule.Body == "*") violations.Add(name, "is in the query; this method takes its fields in the body");
            else if (context.Request.RouteValues.ContainsKey(name)) violations.Add(name, "is in the path already; leave it out of the query");
            else TextFields.Set(request, name, values, violations);
        }

        violations.ThrowIfAny();
        return request;
    }

    private static Task MarkStreamAsync(HttpResponse response)
    {
        if (response.StatusCode == StatusCodes.Status200OK) response.ContentType = ProtoJson.StreamContentType;
        return Task.CompletedTask;
    }
}
