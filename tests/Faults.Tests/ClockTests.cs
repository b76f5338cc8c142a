using AttentionViz.Testing.Servers;
using AttentionViz.Testing.Servers.Processes;
using AttentionViz.V1;

namespace AttentionViz.Faults.Tests;

/// <summary>Clocks that jump by hours, and disagree.</summary>
public sealed class ClockTests(SharedDeployment shared) : FaultTest(shared)
{
    [Fact]
    public async Task Clocks_JumpingForwardAndBack_ChangeNothing()
    {
        var library = Need.FakeTime();
        var (plain, undisturbed) = await ReadyAsync();
        using var folder = new TemporaryFolder();
        var (services, store) = (new FakeClock(library, folder.At("services")), new FakeClock(library, folder.At("store")));
        await using var deployment = await OwnAsync(new DeploymentOptions
        {
            Settings = services.Environment,
            Redis = new RedisOptions { Environment = store.Environment },
            RabbitMq = plain.RabbitMq,
            VirtualHost = "v3",
        });
        await using var run = await JobRun.StartAsync(deployment);

        using (await deployment.HoldAsync(run, Stage.Extracting)) services.Set(TimeSpan.FromHours(5));
        await run.ExtractingAsync(0.5);
        store.Set(TimeSpan.FromMinutes(30));
        using (await deployment.HoldAsync(run, Stage.Projecting)) services.Set(TimeSpan.FromHours(-3));
        await run.ProjectingAsync(8);
        store.Set(TimeSpan.Zero);

        await run.EndsLikeAsync(undisturbed);
        var hours = run.Watcher.Events.Select(e => e.Time.ToDateTimeOffset().Ticks / TimeSpan.TicksPerHour).Distinct().Count();
        Assert.True(hours >= 3, "the services saw the jumps");
    }

    /// <summary>The clock of processes that were started with its environment.</summary>
    private sealed class FakeClock
    {
        private readonly string _file;

        public FakeClock(string library, string file)
        {
            _file = file;
            Set(TimeSpan.Zero);
            Environment = new Dictionary<string, string>
            {
                ["LD_PRELOAD"] = library,
                ["FAKETIME_TIMESTAMP_FILE"] = file,
                ["FAKETIME_NO_CACHE"] = "1",
                // Only the time of day jumps, as when someone sets it.
                ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            };
        }

        public IReadOnlyDictionary<string, string> Environment { get; }

        public void Set(TimeSpan offset)
        {
            // By a rename: nobody reads half of it.
            File.WriteAllText($"{_file}.new", $"{(offset < TimeSpan.Zero ? "-" : "+")}{Math.Abs(offset.TotalSeconds):0}\n");
            File.Move($"{_file}.new", _file, true);
        }
    }
}
