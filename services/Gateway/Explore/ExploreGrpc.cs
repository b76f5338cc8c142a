using AttentionViz.Gateway.Explore.Comparing;
using AttentionViz.Gateway.Explore.Heads;
using AttentionViz.Gateway.Explore.Neighbors;
using AttentionViz.Gateway.Explore.Search;
using AttentionViz.Gateway.Placing;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Gateway.Explore;

internal sealed class ExploreGrpc(TokenSearch search, HeadFinder heads, NeighborFinder neighbors, AtlasComparison comparison, SequencePlacing placing)
    : ExploreService.ExploreServiceBase
{
    public override Task<SearchTokensResponse> SearchTokens(SearchTokensRequest request, ServerCallContext context) =>
        search.RunAsync(request, context.CancellationToken);

    public override Task<FindHeadsResponse> FindHeads(FindHeadsRequest request, ServerCallContext context) =>
        heads.RunAsync(request, context.CancellationToken);

    public override Task<FindNeighborsResponse> FindNeighbors(FindNeighborsRequest request, ServerCallContext context) =>
        neighbors.RunAsync(request, context.CancellationToken);

    public override Task<CompareAtlasesResponse> CompareAtlases(CompareAtlasesRequest request, ServerCallContext context) =>
        comparison.RunAsync(request, context.CancellationToken);

    public override Task ProjectSequences(
        ProjectSequencesRequest request, IServerStreamWriter<ProjectSequencesResponse> responseStream, ServerCallContext context) =>
        placing.RunAsync(request, responseStream, context.CancellationToken);
}
