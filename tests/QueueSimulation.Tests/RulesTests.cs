using AttentionViz.Bench.QueueSimulation.Cluster;
using AttentionViz.Bench.QueueSimulation.Engine;

namespace AttentionViz.QueueSimulation.Tests;

/// <summary>The order of units, in cases small enough to be worked out by hand.</summary>
public sealed class RulesTests
{
    private static readonly Law Second = new(1);

    [Theory]
    [InlineData(null, 100)]
    [InlineData(16.0, 16)]
    [InlineData(32.0, 32)]
    public void Run_SmallJobBehindALargeOne_WaitsForTheWindowOnly(double? window, int before)
    {
        var simulation = new Simulation(Cases.Servers(1, new Rules { Window = window, LeastWindow = 1, Spare = 1 }), seed: 1);

        // The small one comes while the first unit of the large one runs.
        var jobs = simulation.Run([(0, Cases.Shards(100, Second)), (0.5, Cases.Shards(1, Second))]);

        // What was asked for before it goes first; what is asked for as that ends comes behind it.
        Assert.Equal(before + 1 - 0.5, jobs[1].Latency, 1e-9);
        Assert.Equal(window is null ? 100 : 101, jobs[0].Latency, 1e-9);
    }

    [Fact]
    public void Run_TwoLargeJobs_ShareWorkersByTheirWindows()
    {
        var simulation = new Simulation(Cases.Servers(4, new Rules { Window = 4, Spare = 1 }), seed: 1);

        var jobs = simulation.Run([(0, Cases.Shards(4000, Second)), (0, Cases.Shards(1000, Second))]);

        // Turn about until the smaller one is done.
        Assert.Equal(500, jobs[1].Latency, 10.0);
        Assert.Equal(1250, jobs[0].Latency, 1.0);
    }

    [Fact]
    public void Run_StreamOfHighPriority_LetsALowerOnePassAfterSixteen()
    {
        var simulation = new Simulation(Cases.Servers(1, new Rules { Window = null, Spare = 1 }), seed: 1);

        var jobs = simulation.Run([(0, Cases.Shards(100, Second, Priority.High)), (0.5, Cases.Shards(1, Second, Priority.Low))]);

        // One runs, sixteen pass, then it is its turn.
        Assert.Equal(1 + 16 + 1 - 0.5, jobs[1].Latency, 1e-9);
    }

    [Fact]
    public void Run_SlotsMoreThanEngines_ReadAndWriteWhileAnotherComputes()
    {
        var setup = Cases.Servers(1) with { Shard = new Pool(1, Slots: 2, Engines: 1) };
        var simulation = new Simulation(setup, seed: 1);

        var jobs = simulation.Run([(0, new JobSize(default, new StageSize(10, Second, Reading: 0.2, Writing: 0.3), default))]);

        // The first read and the last write stand alone; all else is hidden behind the computing.
        Assert.Equal(0.2 + 10 + 0.3, jobs[0].Latency, 1e-9);
    }

    [Fact]
    public void Run_MoreThanTheStoreBears_GoesAtTheStoresPace()
    {
        var setup = Cases.Servers(10) with { Servers = new Servers(1, 0) };
        var simulation = new Simulation(setup, seed: 1);

        var jobs = simulation.Run([(0, new JobSize(default, new StageSize(100, new Law(0.5), Writing: 0.2), default))]);

        Assert.Equal(0.5 + (100 * 0.2), jobs[0].Latency, 1e-9);
        Assert.Equal(20, simulation.StoreNodes[0].Busy, 1e-9);
    }

    [Fact]
    public void Run_JobsOnSeveralStores_DoNotWaitForOneAnother()
    {
        // Five units of each are at work.
        var setup = Cases.Servers(10, new Rules { Window = 0.5, LeastWindow = 1, Spare = 0 }) with { Servers = new Servers(2, 0) };
        var size = new JobSize(default, new StageSize(50, new Law(0.5), Writing: 0.2), default);

        var apart = new Simulation(setup, seed: 1).Run([(0, size), (0, size)]);
        var together = new Simulation(setup with { Servers = new Servers(1, 0) }, seed: 1).Run([(0, size), (0, size)]);

        Assert.All(apart, job => Assert.Equal(0.5 + (50 * 0.2), job.Latency, 1e-9));
        Assert.Equal(0.5 + (100 * 0.2), together.Max(job => job.Latency), 1e-9);
    }

    [Fact]
    public void Run_WorkersThatCrash_DoesEveryUnitOfEveryKindOnce()
    {
        var rules = new Rules { CrashEvery = 40, RepairSeconds = 5 };
        var setup = new Setup(new Pool(3, 2, 2), new Pool(5, 2, 1), new Pool(4, 4, 4), rules, new Servers(2, 0.001));
        var simulation = new Simulation(setup, seed: 9);
        var size = new JobSize(new StageSize(1, new Law(3)), new StageSize(70, new Law(1, Spread.LogNormal, 0.5)), new StageSize(40, new Law(2, Spread.Exponential)));

        var jobs = simulation.Run(Enumerable.Range(0, 30).Select(i => (3.0 * i, size)));

        Assert.All(jobs, job => Assert.False(double.IsNaN(job.Ended)));
        Assert.Equal([30L, 30 * 70, 30 * 40], simulation.Figures.Select(f => f.Done));
        Assert.True(simulation.Figures.Sum(f => f.Lost) > 100);
        Assert.Equal(0, simulation.InSystem.Value);
        Assert.All(simulation.Figures, f => Assert.Equal(0, f.Busy.Value));
    }
}
