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
        var services = new FakeClock(library, folder.At("services"));
        await using var deployment = await OwnAsync(new DeploymentOptions
        {
            Settings = services.Environment,
            RabbitMq = plain.RabbitMq,
            VirtualHost = "v3",
        });
        await using var run = await JobRun.StartAsync(deployment);

        using (await deployment.HoldAsync(run, Stage.Extracting)) services.Set(TimeSpan.FromHours(5));
        await run.ExtractingAsync(0.5);
        await JumpStoreAsync(deployment, TimeSpan.FromMinutes(30));
        using (await deployment.HoldAsync(run, Stage.Projecting)) services.Set(TimeSpan.FromHours(-3));
        await run.ProjectingAsync(8);
        await JumpStoreAsync(deployment, TimeSpan.FromMinutes(-30));

        await run.EndsLikeAsync(undisturbed);
        var hours = run.Watcher.Events.Select(e => e.Time.ToDateTimeOffset().Ticks / TimeSpan.TicksPerHour).Distinct().Count();
        Assert.True(hours >= 3, "the services saw the jumps");
    }

    /// <summary>
    /// What a jump of the store's own clock does: keys live that much shorter. (Debian's redis-server does not start under
    /// libfaketime: its allocator asks for the time before the library is ready.)
    /// </summary>
    private static async Task JumpStoreAsync(Deployment deployment, TimeSpan by)
    {
        await using var redis = await deployment.ConnectAsync();
        var db = redis.GetDatabase();
        foreach (var key in await StoreKeys.AllAsync(deployment))
        {
            if (await db.KeyTimeToLiveAsync(key) is not { } left) continue;
            if (left > by) await db.KeyExpireAsync(key, left - by);
            else await db.KeyDeleteAsync(key);
        }
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
                // A remedy for old C libraries that has timed waits of this one hang.
                ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
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
