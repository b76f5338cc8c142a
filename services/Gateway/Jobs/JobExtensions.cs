using AttentionViz.Gateway.Jobs.Estimates;
using AttentionViz.Gateway.Jobs.Validation;
using AttentionViz.Pipeline.Bus;

namespace AttentionViz.Gateway.Jobs;

internal static class JobExtensions
{
    /// <summary>Adds what JobService needs.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddSingleton<JobLookup>().AddSingleton<JobListing>().AddSingleton<JobWatch>().AddSingleton<JobLifetimes>();
        services.AddSingleton<SpecValidator>().AddSingleton<EarlierJobRules>().AddSingleton<ReuseRules>().AddSingleton<JobChecks>().AddSingleton<JobSubmission>();
        services.AddSingleton<CorpusMeasure>().AddSingleton<JobSizes>().AddSingleton<JobEstimates>();
        services.AddSingleton<JobFailures>().AddSingleton<QueueDepths>().AddSingleton<JobRescue>().AddHostedService(s => s.GetRequiredService<JobRescue>());
        services.AddSingleton<JobKeeper>().AddHostedService(s => s.GetRequiredService<JobKeeper>());
        return services;
    }
}
