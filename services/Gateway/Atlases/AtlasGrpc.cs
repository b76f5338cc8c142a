using AttentionViz.Gateway.Atlases.Aggregation;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Gateway.Atlases;

internal sealed class AtlasGrpc(
    AtlasManifest manifest, TokenStreamer tokens, MapStreamer maps, MatrixStreamer matrix, AttentionReader attention, AggregateReader aggregate,
    VectorStreamer vectors, ImageReader images)
    : AtlasService.AtlasServiceBase
{
    public override async Task<GetAtlasResponse> GetAtlas(GetAtlasRequest request, ServerCallContext context) =>
        new() { Atlas = await manifest.ReadAsync(request.JobId) };

    public override Task StreamTokens(StreamTokensRequest request, IServerStreamWriter<StreamTokensResponse> responseStream, ServerCallContext context) =>
        tokens.RunAsync(request, responseStream, context.CancellationToken);

    public override Task StreamMap(StreamMapRequest request, IServerStreamWriter<StreamMapResponse> responseStream, ServerCallContext context) =>
        maps.RunAsync(request, responseStream, context.CancellationToken);

    public override Task StreamMatrix(StreamMatrixRequest request, IServerStreamWriter<StreamMatrixResponse> responseStream, ServerCallContext context) =>
        matrix.RunAsync(request, responseStream, context.CancellationToken);

    public override Task<GetAttentionResponse> GetAttention(GetAttentionRequest request, ServerCallContext context) =>
        attention.ReadAsync(request, context.CancellationToken);

    public override Task<GetAggregateAttentionResponse> GetAggregateAttention(GetAggregateAttentionRequest request, ServerCallContext context) =>
        aggregate.ReadAsync(request, context.CancellationToken);

    public override Task<GetImageResponse> GetImage(GetImageRequest request, ServerCallContext context) => images.ReadAsync(request);

    public override Task StreamVectors(StreamVectorsRequest request, IServerStreamWriter<StreamVectorsResponse> responseStream, ServerCallContext context) =>
        vectors.RunAsync(request, responseStream, context.CancellationToken);
}
