using AttentionViz.Testing.Servers;

namespace AttentionViz.Faults.Tests;

/// <summary>Services that are started with settings that cannot be.</summary>
public sealed class StartFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static TheoryData<ServiceKind, string[]> BadSettings => new()
    {
        {
            ServiceKind.Gateway,
            ["Store__Redis=", "Bus__RabbitMq=rabbitmq:5672", "Bus__RescueAfter=00:00:00", "Gateway__GrpcPort=99999", "Gateway__Address=everywhere", "Corpus__ShardSequences=0",
                "Store__JobTtl=00:00:01", "Store__MaxBytes=-1", "Store__CaCertificate=/nowhere/ca.pem"]
        },
        {
            ServiceKind.Extractor,
            ["Store__Redis=", "Bus__RabbitMq=", "Worker__UnitTimeout=09:00:00", "Worker__StorePatience=-00:00:01", "Extractor__Concurrency=0", "Extractor__TokensPerBatch=many",
                "Extractor__Device=Abacus", "Probes__Address=everywhere"]
        },
        {
            ServiceKind.Projector,
            ["Store__Redis=", "Bus__RabbitMq=http://rabbitmq/", "Bus__CaCertificate=/nowhere/ca.pem", "Worker__UnitTimeout=soon", "Projector__Concurrency=-1", "Projector__Concurency=2", "Probes__Port=70000"]
        },
    };

    [Theory]
    [MemberData(nameof(BadSettings))]
    public async Task Service_StartedWithBadSettings_TellsThemAllAndEnds(ServiceKind kind, string[] settings)
    {
        var pairs = settings.Select(s => s.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
        await using var service = new ServiceProcess(kind, pairs);
        await service.LaunchAsync();
        using var late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(Patience);

        Assert.NotEqual(0, await service.ExitAsync(late.Token));

        var said = service.Log.Tail();
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        foreach (var (name, value) in pairs)
        {
            // Each on a line of its own, with more than its name: what is wrong, and what would do.
            var lines = service.Log.LinesWith(name.Replace("__", ":", StringComparison.Ordinal));
            Assert.True(lines.Count == 1, $"{name} is named in {lines.Count} lines of:\n{said}");
            Assert.Matches("; |give|must|is no ", lines[0]);
        }
    }
}
