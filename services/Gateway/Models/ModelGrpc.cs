using System.Text;
using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Requests;
using AttentionViz.Pipeline.Models;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Gateway.Models;

internal sealed class ModelGrpc(ModelCatalog catalog) : ModelService.ModelServiceBase
{
    private const int DefaultPage = 100;

    public override async Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        var size = violations.PageSize(request.PageSize, DefaultPage);
        var last = PageToken.Decode(request.PageToken, violations);
        violations.ThrowIfAny();

        var rest = (await catalog.ListAsync()).Where(m => string.CompareOrdinal(m.ModelId, last) > 0).ToList();
        var page = rest.Take(size).ToList();
        return new ListModelsResponse
        {
            Models = { page },
            NextPageToken = rest.Count > page.Count ? PageToken.Encode(page[^1].ModelId) : "",
        };
    }

    public override async Task<GetModelResponse> GetModel(GetModelRequest request, ServerCallContext context)
    {
        RequestChecks.RequireId(request.ModelId, "model_id");
        return new GetModelResponse
        {
            Model = await catalog.FindAsync(request.ModelId) ?? throw NotFound(request.ModelId, await catalog.ListAsync()),
        };
    }

    public static RpcException NotFound(string modelId, IReadOnlyList<Model> offered) =>
        Fault.NotFound("model", modelId, offered.Count == 0 ? "no extractor offers any model right now" : $"the extractors offer {Names(offered)}");

    private static string Names(IReadOnlyList<Model> offered)
    {
        var names = new StringBuilder().AppendJoin(", ", offered.Take(8).Select(m => m.ModelId));
        if (offered.Count > 8) names.Append(" and more");
        return names.ToString();
    }
}
