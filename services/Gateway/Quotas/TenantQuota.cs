using AttentionViz.Gateway.Hosting;

namespace AttentionViz.Gateway.Quotas;

/// <summary>What one tenant may use; 0 = no limit.</summary>
internal sealed record TenantQuota(int RunningJobs, long Tokens, long StoredBytes, double CallsPerSecond, int Burst)
{
    public static TenantQuota Of(GatewayOptions options, string tenant)
    {
        var (own, all) = (options.TenantQuotas.GetValueOrDefault(tenant), options.Quotas);
        var rate = own?.CallsPerSecond ?? all.CallsPerSecond ?? 0;
        return new TenantQuota(
            own?.RunningJobs ?? all.RunningJobs ?? 0, own?.Tokens ?? all.Tokens ?? 0, own?.StoredBytes ?? all.StoredBytes ?? 0, rate,
            own?.Burst ?? all.Burst ?? Math.Max(1, (int)Math.Min(2 * rate, int.MaxValue)));
    }
}
