using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Hosting;
using AttentionViz.Gateway.Security;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Quotas;

/// <summary>Bounds on how often calls come, for each tenant or address, and on how many are served at once.</summary>
internal sealed class CallLimits : IDisposable
{
    // Calls are short: a place is soon free again.
    private static readonly TimeSpan FreeSoon = TimeSpan.FromSeconds(1);

    private readonly GatewayOptions _options;
    private readonly PartitionedRateLimiter<(string Tenant, string Address)> _rate;
    private readonly Dictionary<CallKind, (ConcurrencyLimiter Limiter, int Most)> _atOnce = [];

    public CallLimits(IOptions<GatewayOptions> options)
    {
        _options = options.Value;
        _rate = PartitionedRateLimiter.Create<(string Tenant, string Address), (string, string)>(
            caller => RateLimitPartition.GetTokenBucketLimiter(caller, _ => Bucket(TenantQuota.Of(_options, caller.Tenant))));
        var limits = options.Value.Limits;
        foreach (var (kind, most) in new[] { (CallKind.Call, limits.ConcurrentCalls), (CallKind.Watch, limits.ConcurrentWatches), (CallKind.Upload, limits.ConcurrentUploads) })
        {
            if (most > 0) _atOnce[kind] = (new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = most }), most);
        }
    }

    /// <summary>Counts a call against its caller's rate.</summary>
    /// <exception cref="Grpc.Core.RpcException">There were too many.</exception>
    public void Count(Caller caller, IPAddress? address)
    {
        // A partition without a limit would never be forgotten, and there is one for each address.
        if (TenantQuota.Of(_options, caller.Tenant).CallsPerSecond == 0) return;
        // Who is not known by a tenant is known by its address.
        using var lease = _rate.AttemptAcquire((caller.Tenant, caller.Tenant.Length > 0 ? "" : Network(address)));
        if (lease.IsAcquired) return;
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : FreeSoon;
        throw Fault.Exhausted("RATE_LIMITED", "calls come faster than this caller may make them; wait as long as the error says", wait);
    }

    /// <summary>Takes a place among the calls served at once, until disposed of.</summary>
    /// <exception cref="Grpc.Core.RpcException">There is none.</exception>
    public IDisposable Enter(CallKind kind)
    {
        if (!_atOnce.TryGetValue(kind, out var bound)) return Unbounded.Instance;
        var lease = bound.Limiter.AttemptAcquire();
        if (lease.IsAcquired) return lease;
        lease.Dispose();
        var what = kind switch { CallKind.Watch => "watches", CallKind.Upload => "uploads", _ => "calls" };
        throw Fault.Exhausted("TOO_MANY_AT_ONCE", $"this server has {bound.Most} {what} at once already, the most it takes; try again soon", FreeSoon, ("kind", what));
    }

    public void Dispose()
    {
        _rate.Dispose();
        foreach (var (limiter, _) in _atOnce.Values) limiter.Dispose();
    }

    private static TokenBucketRateLimiterOptions Bucket(TenantQuota quota)
    {
        var tokens = (int)Math.Ceiling(Math.Min(quota.CallsPerSecond, int.MaxValue));
        return new TokenBucketRateLimiterOptions { TokenLimit = quota.Burst, TokensPerPeriod = tokens, ReplenishmentPeriod = TimeSpan.FromSeconds(tokens / quota.CallsPerSecond), QueueLimit = 0 };
    }

    /// <summary>The address; of IPv6 the first 64 bits, of which one client has all the rest.</summary>
    private static string Network(IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }

    private sealed class Unbounded : IDisposable
    {
        public static readonly Unbounded Instance = new();

        public void Dispose()
        {
        }
    }
}
