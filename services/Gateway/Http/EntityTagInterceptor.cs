using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace AttentionViz.Gateway.Http;

/// <summary>
/// Answers 304 to those whose copy of what a job made is good; see <see cref="CopyCheck"/>. An
/// interceptor, behind the one that lets callers in: access comes first.
/// </summary>
internal sealed class EntityTagInterceptor(CopyCheck copies) : Interceptor
{
    private static readonly HashSet<string> Lasting = new(StringComparer.Ordinal)
    {
        "attentionviz.v1.AtlasService.GetAtlas", "attentionviz.v1.AtlasService.StreamTokens", "attentionviz.v1.AtlasService.StreamMap",
        "attentionviz.v1.AtlasService.StreamMatrix", "attentionviz.v1.AtlasService.GetAttention", "attentionviz.v1.AtlasService.GetAggregateAttention",
        "attentionviz.v1.AtlasService.GetImage", "attentionviz.v1.AtlasService.StreamVectors",
        "attentionviz.v1.ExploreService.SearchTokens", "attentionviz.v1.ExploreService.FindNeighbors",
    };

    /// <summary>Whether answers of the method bear tags.</summary>
    public static bool AreOf(MethodDescriptor method) => Lasting.Contains(method.FullName);

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        await IsCopyAsync(context) ? Activator.CreateInstance<TResponse>() : await continuation(request, context);

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        if (!await IsCopyAsync(context)) await continuation(request, responseStream, context);
    }

    private async Task<bool> IsCopyAsync(ServerCallContext context)
    {
        var http = context.GetHttpContext();
        if (!HttpMethods.IsGet(http.Request.Method) || http.Features.Get<JsonCall>() is not { } call || !AreOf(call.Method)) return false;
        var jobId = (string)call.Method.InputType.FindFieldByName("job_id").Accessor.GetValue(call.Request);
        if (!await copies.IsCopyAsync(http, jobId, call.Method.FullName, call.Request)) return false;
        // The status stands from here on, and what the transcoding writes for the empty answer goes nowhere.
        await http.Response.StartAsync(http.RequestAborted);
        http.Response.Body = Stream.Null;
        return true;
    }
}
