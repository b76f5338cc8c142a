using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace AttentionViz.Gateway.Hosting;

/// <summary>Healthy while the store answers.</summary>
internal sealed class StoreHealthCheck(IServiceProvider services) : IHealthCheck
{
    /// <summary>Tag of the checks that decide whether traffic may come.</summary>
    public const string ReadyTag = "ready";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // Resolved here: the connection is made on first use, and that can fail.
            var redis = services.GetRequiredService<IConnectionMultiplexer>();
            var latency = await redis.GetDatabase().PingAsync().WaitAsync(cancellationToken);
            return HealthCheckResult.Healthy($"the store answers in {latency.TotalMilliseconds:F1} ms");
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "the store does not answer");
        }
    }
}
