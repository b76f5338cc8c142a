using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using AttentionViz.Testing;
using AttentionViz.Testing.Servers.Processes;

namespace AttentionViz.Observability.Tests.Dashboards;

/// <summary>What is shipped, read and evaluated by Prometheus itself.</summary>
public sealed class PrometheusTests(Observed observed)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("rules", "attentionviz.rules.yml")]
    [InlineData("config", "prometheus.yml")]
    public async Task Promtool_Check_FindsNoFault(string what, string file)
    {
        var promtool = Require("promtool");
        var start = new ProcessStartInfo(promtool, ["check", what, Path.Combine(Shipped.Folder, file)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync(Token) + await process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);

        Assert.True(process.ExitCode == 0, said);
    }

    [Fact]
    public async Task Prometheus_CollectsFromUs_EvaluatesEveryExpression()
    {
        var prometheus = Require("prometheus");
        using var folder = new TemporaryFolder();
        var port = Ports.Free();
        await File.WriteAllTextAsync(folder.At("prometheus.yml"), $$"""
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: ["{{Shipped.Rules}}"]
            scrape_configs:
              - job_name: attentionviz-gateway
                static_configs: [{targets: ["{{observed.Probe.Authority}}"]}]
            """, Token);
        await using var server = await ChildProcess.StartAsync(
            "prometheus", prometheus, [$"--config.file={folder.At("prometheus.yml")}", $"--storage.tsdb.path={folder.At("data")}", $"--web.listen-address=127.0.0.1:{port}"]);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        await Eventually.HoldsAsync(() => IsCollectedAsync(http), "Prometheus has collected", TimeSpan.FromMinutes(1), () => server.Log.Tail(30), Token);

        foreach (var expression in Shipped.Expressions)
        {
            var (ok, said, _) = await QueryAsync(http, expression.Text.Replace("$__rate_interval", "1m", StringComparison.Ordinal));
            Assert.True(ok, $"{expression.Place}: {said}");
        }

        // Of what happened here something must come of it; a comparison with nothing gives nothing, without a word.
        foreach (var metric in Shipped.Expressions.SelectMany(e => PromQl.Read(e.Text)).Select(m => m.Metric).Where(m => m.StartsWith("attentionviz_projection", StringComparison.Ordinal)).Distinct())
            Assert.True((await QueryAsync(http, $"count({metric}) > 0")).Results > 0, metric);

        // Of what can be told within seconds: that a job failed, and nothing else.
        var holds = new List<string>();
        foreach (var alert in Shipped.Alerts.Where(a => !a.Expr.Contains("absent", StringComparison.Ordinal) || a.Alert == "AttentionVizNoGateway"))
            if ((await QueryAsync(http, alert.Expr)).Results > 0) holds.Add(alert.Alert);
        Assert.Equal(["AttentionVizJobsFail"], holds);
    }

    private static async Task<bool> IsCollectedAsync(HttpClient http)
    {
        try
        {
            return (await QueryAsync(http, "attentionviz_jobs_unfinished")).Results > 0;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<(bool Ok, string Said, int Results)> QueryAsync(HttpClient http, string expression)
    {
        using var answer = await http.GetAsync(new Uri($"api/v1/query?query={Uri.EscapeDataString(expression)}", UriKind.Relative), Token);
        if ((int)answer.StatusCode >= 500) throw new HttpRequestException(answer.StatusCode.ToString());
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        var ok = json.GetProperty("status").GetString() == "success";
        return (ok, json.TryGetProperty("error", out var error) ? error.GetString()! : "", ok ? json.GetProperty("data").GetProperty("result").GetArrayLength() : 0);
    }

    private static string Require(string program)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/bin").Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        if (found is null && Environment.GetEnvironmentVariable("ATTENTIONVIZ_REQUIRE_PROMETHEUS") == "1")
            Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"where ATTENTIONVIZ_REQUIRE_PROMETHEUS is 1 there must be {program} (Debian: apt-get install prometheus)"));
        Assert.SkipUnless(found is not null, $"needs {program} (Debian: apt-get install prometheus)");
        return found!;
    }
}
