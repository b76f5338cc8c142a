using AttentionViz.Gateway.Hosting;
using AttentionViz.Gateway.Jobs;
using AttentionViz.Pipeline.Hosting;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Caching;

internal static class CachingExtensions
{
    /// <summary>Adds the cache of job parts and what keeps it clean.</summary>
    public static IServiceCollection AddJobCache(this IServiceCollection services)
    {
        services.AddSettings<CacheOptions>(GatewayOptions.Section);
        services.AddSingleton(s => new JobCache(s.GetRequiredService<IOptions<CacheOptions>>().Value.CacheBytes));
        services.AddSingleton<JobRecords>();
        return services.AddHostedService<CacheSweeper>();
    }
}
