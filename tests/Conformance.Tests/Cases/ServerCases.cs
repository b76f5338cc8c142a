using AttentionViz.V1;

namespace AttentionViz.Conformance.Tests.Cases;

internal static class ServerCases
{
    public static IEnumerable<Case> All =>
    [
        new Case("ServerService.GetServerInfo", "by anyone", _ => new GetServerInfoRequest()).Without<GetServerInfoResponse>(Forget),
        new("ModelService.ListModels", "a page", _ => new ListModelsRequest { PageSize = 2 }),
        new("ModelService.GetModel", "one", _ => new GetModelRequest { ModelId = World.Model }),
    ];

    // What is used grows with every other test.
    private static void Forget(GetServerInfoResponse info)
    {
        foreach (var quota in new[] { info.Caller?.RunningJobs, info.Caller?.Tokens, info.Caller?.StoredBytes })
            if (quota is not null) quota.Used = 0;
    }
}
