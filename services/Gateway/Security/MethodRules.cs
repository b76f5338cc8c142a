using System.Collections.Frozen;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Security;

/// <summary>The scope that each gRPC method needs, whichever way the call comes in. A method that is not here is open to nobody.</summary>
internal static class MethodRules
{
    private const string Ours = "attentionviz.v1.";

    private static readonly FrozenDictionary<string, MethodRule> All = new[]
    {
        Of("grpc.health.v1.Health", MethodRule.Open, "Check", "List", "Watch"),
        // Tells no more than the published contract, but to those only who may use it.
        Of("grpc.reflection.v1alpha.ServerReflection", Read, "ServerReflectionInfo"),
        Of("grpc.reflection.v1.ServerReflection", Read, "ServerReflectionInfo"),
        Of(Ours + "ServerService", Read, "GetServerInfo"),
        Of(Ours + "ModelService", Read, "ListModels", "GetModel"),
        Of(Ours + "CorpusService", Read, "GetCorpus", "ListCorpora"),
        Of(Ours + "CorpusService", Submit, "DeleteCorpus"),
        Of(Ours + "CorpusService", new MethodRule(Scope.Submit, CallKind.Upload), "UploadCorpus"),
        Of(Ours + "JobService", Read, "EstimateJob", "GetJob", "ListJobs"),
        Of(Ours + "JobService", new MethodRule(Scope.Read, CallKind.Watch), "WatchJob"),
        Of(Ours + "JobService", Submit, "SubmitJob", "CancelJob", "ExtendJob", "DeleteJob"),
        Of(Ours + "AtlasService", Read, "GetAtlas", "StreamTokens", "StreamMap", "StreamMatrix", "GetAttention", "GetAggregateAttention", "GetImage", "StreamVectors"),
        Of(Ours + "ExploreService", Read, "SearchTokens", "FindHeads", "FindNeighbors", "ProjectSequences", "CompareAtlases"),
    }.SelectMany(rules => rules).ToFrozenDictionary(StringComparer.Ordinal);

    private static MethodRule Read => new(Scope.Read, CallKind.Call);

    private static MethodRule Submit => new(Scope.Submit, CallKind.Call);

    /// <summary>Null for a method that nobody declared.</summary>
    /// <param name="method">As gRPC names it: "/package.Service/Method".</param>
    public static MethodRule? Find(string method) => All.GetValueOrDefault(method);

    private static IEnumerable<KeyValuePair<string, MethodRule>> Of(string service, MethodRule rule, params string[] methods) =>
        methods.Select(method => KeyValuePair.Create($"/{service}/{method}", rule));
}
