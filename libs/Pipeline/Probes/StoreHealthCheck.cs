using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Probes;

/// <summary>Healthy while the store answers.</summary>
public sealed class StoreHealthCheck(IServiceProvider services) : IHealthCheck
{
    /// <summary>Tag of the checks that decide whether traffic may come; MassTransit's check of the bus bears it too.</summary>
    public const string ReadyTag = "ready";

    // Before the one who asks gives up: an orchestrator waits for some seconds at most.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // Resolved here: the connection is made on first use, and that can fail.
            var redis = services.GetRequiredService<IConnectionMultiplexer>();
            var latency = await redis.GetDatabase().PingAsync().WaitAsync(Patience, cancellationToken);
            return HealthCheckResult.Healthy($"the store answers in {latency.TotalMilliseconds:F1} ms");
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "the store does not answer");
        }
    }
}
