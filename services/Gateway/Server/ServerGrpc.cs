using System.Reflection;
using AttentionViz.Gateway.Corpora;
using AttentionViz.Gateway.Hosting;
using AttentionViz.Gateway.Quotas;
using AttentionViz.Gateway.Security;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Store;
using AttentionViz.Pipeline.Tenants;
using AttentionViz.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Server;

/// <summary>Says what this server takes, and what the caller may use and does.</summary>
internal sealed class ServerGrpc(
    Callers callers, TenantAccounts accounts, IOptions<GatewayOptions> options, IOptions<CorpusLimits> corpora, IOptions<StoreOptions> store)
    : ServerService.ServerServiceBase
{
    private static readonly string Version =
        typeof(ServerGrpc).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public override async Task<GetServerInfoResponse> GetServerInfo(GetServerInfoRequest request, ServerCallContext context) =>
        new() { Version = Version, Limits = Limits(), Caller = await CallerAsync(callers.Current) };

    private ServerLimits Limits() => new()
    {
        RequestBytes = options.Value.MaxRequestBytes,
        UploadChunkBytes = CorpusGrpc.MostChunkBytes,
        CorpusBytes = corpora.Value.MaxBytes,
        InlineCorpusBytes = options.Value.MaxInlineCorpusBytes,
        TokenBudget = options.Value.MaxTokenBudget,
        DefaultTokenBudget = options.Value.DefaultTokenBudget,
        AttentionBytes = options.Value.MaxAttentionBytes,
        JobTtl = Duration.FromTimeSpan(store.Value.JobTtl),
        MaxJobTtl = Duration.FromTimeSpan(store.Value.MaxJobTtl),
        CorpusTtl = Duration.FromTimeSpan(store.Value.CorpusTtl),
        MaxCorpusTtl = Duration.FromTimeSpan(store.Value.MaxCorpusTtl),
        UnfinishedJobs = options.Value.Limits.UnfinishedJobs,
        ConcurrentCalls = options.Value.Limits.ConcurrentCalls,
        ProjectedSequences = options.Value.MaxProjectedSequences,
        ProjectedTokens = options.Value.MaxProjectedTokens,
    };

    private async Task<CallerInfo> CallerAsync(Caller caller)
    {
        var used = await accounts.LookAsync(caller.Tenant);
        var quota = TenantQuota.Of(options.Value, caller.Tenant);
        return new CallerInfo
        {
            Tenant = caller.Tenant,
            Scope = caller.Scope,
            RunningJobs = new Quota { Used = used.OwnUnfinishedJobs, Limit = quota.RunningJobs },
            Tokens = new Quota { Used = used.Tokens, Limit = quota.Tokens },
            StoredBytes = new Quota { Used = used.Bytes, Limit = quota.StoredBytes },
            CallsPerSecond = quota.CallsPerSecond,
        };
    }
}
