using System.Diagnostics.Metrics;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Observability;
using AttentionViz.Pipeline.Tenants;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Observability;

/// <summary>Jobs that have not ended, by state. Every gateway tells the same: take the largest, not the sum.</summary>
internal sealed class JobGauges : GaugeLoop
{
    private static readonly JobState[] Unfinished = [JobState.Queued, JobState.Extracting, JobState.Projecting, JobState.Cancelling];

    private readonly IServiceProvider _services;
    private readonly ObservableGauge<long> _jobs;
    private Measurement<long>[] _counts = [];

    public JobGauges(IServiceProvider services, IMeterFactory meters, TimeProvider clock, ILogger<JobGauges> log)
        : base(clock, log)
    {
        _services = services;
        _jobs = meters.Create(Telemetry.Name).CreateObservableGauge("attentionviz.jobs.unfinished", () => _counts, "{job}", "Jobs that have not ended");
    }

    protected override bool IsWanted => _jobs.Enabled;

    protected override async Task LookAsync(CancellationToken cancellationToken)
    {
        var jobs = _services.GetRequiredService<JobStore>();
        var unfinished = await _services.GetRequiredService<TenantAccounts>().ListUnfinishedJobsAsync();
        var states = (await Task.WhenAll(unfinished.Select(jobs.StateAsync))).ToLookup(state => state);
        _counts = [.. Unfinished.Select(s => new Measurement<long>(states[s].Count(), new KeyValuePair<string, object?>("state", JobMetrics.NameOf(s))))];
    }

    protected override void Forget() => _counts = [];
}
