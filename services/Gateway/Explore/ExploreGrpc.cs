using AttentionViz.Gateway.Placing;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Gateway.Explore;

internal sealed class ExploreGrpc(SequencePlacing placing) : ExploreService.ExploreServiceBase
{
    public override Task ProjectSequences(
        ProjectSequencesRequest request, IServerStreamWriter<ProjectSequencesResponse> responseStream, ServerCallContext context) =>
        placing.RunAsync(request, responseStream, context.CancellationToken);
}
