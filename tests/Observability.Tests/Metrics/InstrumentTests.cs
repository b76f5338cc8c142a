using AttentionViz.Testing;

namespace AttentionViz.Observability.Tests.Metrics;

public sealed class InstrumentTests(Observed observed)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Instruments_AfterJobs_AreAllExported()
    {
        // Gauges are looked at every few seconds.
        await Eventually.HoldsAsync(async () => (await Scrape.GetAsync(observed.Probe, Token)).Names.Contains("attentionviz_jobs_unfinished"), "the gauges are told", Token);
        var scrape = await Scrape.GetAsync(observed.Probe, Token);

        var missing = Instruments.All().Where(i => !Instruments.Silent.ContainsKey(i.Name)).SelectMany(Instruments.SamplesOf).Except(scrape.Names);

        Assert.Empty(missing);
    }

    [Fact]
    public async Task StoreMemory_OfRedis_IsToldWithItsLimit()
    {
        Assert.SkipUnless(observed.HasRedis, "needs redis-server: the embedded store does not tell of its memory");
        await Eventually.HoldsAsync(
            async () => (await Scrape.GetAsync(observed.Probe, Token)).LabelsOf("attentionviz_store_memory_limit_bytes")?.Contains("node") == true, "the store's memory is told", Token);
        Assert.Contains("node", (await Scrape.GetAsync(observed.Probe, Token)).LabelsOf("attentionviz_store_memory_used_bytes")!);
    }

    [Fact]
    public async Task Labels_OfAllOurMetrics_HoldNoJob()
    {
        using var http = new HttpClient();
        var text = await http.GetStringAsync(new Uri(observed.Probe, "metrics"), Token);

        Assert.DoesNotContain(observed.JobId, text, StringComparison.Ordinal);
        Assert.DoesNotContain(observed.FailedJobId, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("attentionviz_tokens_extracted_total", "model", "mini-bert")]
    [InlineData("attentionviz_heads_projected_total", "model", "mini-bert")]
    [InlineData("attentionviz_jobs_ended_total", "reason", "PERPLEXITY_TOO_LARGE")]
    [InlineData("attentionviz_unit_wait_seconds_count", "priority", "normal")]
    [InlineData("attentionviz_projection_stage_duration_seconds_count", "stage", "umap-3d")]
    [InlineData("attentionviz_store_written_bytes_total", "kind", "vectors")]
    [InlineData("attentionviz_cache_requests_total", "result", "hit")]
    public async Task Metric_AfterJobs_BearsItsLabel(string metric, string label, string value)
    {
        using var http = new HttpClient();
        var lines = (await http.GetStringAsync(new Uri(observed.Probe, "metrics"), Token)).Split('\n');

        Assert.Contains(lines, l => l.StartsWith(metric + "{", StringComparison.Ordinal) && l.Contains($"{label}=\"{value}\"", StringComparison.Ordinal) && !l.EndsWith(" 0", StringComparison.Ordinal));
    }
}
