using AttentionViz.Observability.Tests.Metrics;
using AttentionViz.Observability.Tests.Otlp;
using AttentionViz.Observability.Tests.Traces;
using AttentionViz.Testing.Servers;
using AttentionViz.V1;
using Grpc.Net.Client;

namespace AttentionViz.Observability.Tests;

/// <summary>The same with Redis, RabbitMQ and a process for each service.</summary>
public sealed class SeparateProcessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Job_ThroughThreeProcesses_IsOneTraceAndEachTellsItsPart()
    {
        if (!LocalServers.Available && LocalServers.Required) Assert.Fail(LocalServers.Needs);
        Assert.SkipUnless(LocalServers.Available, LocalServers.Needs);
        await using var receiver = await OtlpReceiver.StartAsync(Token);
        await using var redis = await RedisServer.StartNewAsync();
        await using var rabbitMq = await RabbitMqServer.StartNewAsync();
        var settings = new Dictionary<string, string>(receiver.Settings)
        {
            ["Store__Redis"] = redis.Address,
            ["Bus__RabbitMq"] = rabbitMq.Address(),
            ["Corpus__ShardSequences"] = $"{Calls.ShardSequences}",
            ["Extractor__Models__0"] = Checkout.At("models"),
        };
        // A setting of another service would be refused.
        IReadOnlyDictionary<string, string> Of(string own) => settings.Where(s => s.Key.StartsWith(own, StringComparison.Ordinal) || s.Key[..3] is "OTE" or "Sto" or "Bus").ToDictionary();
        await using var extractor = new ServiceProcess(ServiceKind.Extractor, Of("Extractor"));
        await using var projector = new ServiceProcess(ServiceKind.Projector, Of("Projector"));
        await using var gateway = new ServiceProcess(ServiceKind.Gateway, Of("Corpus"));
        ServiceProcess[] services = [extractor, projector, gateway];
        await Task.WhenAll(services.Select(s => s.StartAsync()));
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{gateway.GrpcPort}");
        var calls = new Calls(channel);

        var jobId = await calls.RunJobAsync(Calls.Whole, Token);

        Assert.Equal(JobState.Succeeded, await calls.StateAsync(jobId, Token));
        var tree = await JobTraces.OfJobAsync(receiver, jobId, Token);
        TestContext.Current.TestOutputHelper?.WriteLine(tree.Print());
        JobTraces.RequireWhole(tree, jobId);
        Assert.All(tree.Named("extract shard"), s => Assert.Equal("attentionviz-extractor", s.Service));
        Assert.All(tree.Named("project head"), s => Assert.Equal("attentionviz-projector", s.Service));
        Assert.All(tree.Named("submit job"), s => Assert.Equal("attentionviz-gateway", s.Service));
        Assert.Contains("attentionviz_tokens_extracted_total", (await ScrapeAsync(extractor)).Names);
        Assert.Contains("attentionviz_heads_projected_total", (await ScrapeAsync(projector)).Names);
        Assert.Contains("attentionviz_jobs_submitted_total", (await ScrapeAsync(gateway)).Names);
    }

    private static Task<Scrape> ScrapeAsync(ServiceProcess service) => Scrape.GetAsync(new Uri($"http://127.0.0.1:{service.ProbePort}/"), Token);
}
