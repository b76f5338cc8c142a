using Google.Protobuf.Reflection;

namespace AttentionViz.Gateway.Http;

/// <summary>Answers 304 to those whose copy of what a job made is good; see <see cref="CopyCheck"/>.</summary>
internal sealed class EntityTags(RequestDelegate next, CopyCheck copies)
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

    public async Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) || context.Features.Get<JsonCall>() is not { } call || !AreOf(call.Method)
            || !await copies.IsCopyAsync(context, JobOf(call), call.Method.FullName, call.Request))
        {
            await next(context);
        }
    }

    private static string JobOf(JsonCall call) => (string)call.Method.InputType.FindFieldByName("job_id").Accessor.GetValue(call.Request);
}
