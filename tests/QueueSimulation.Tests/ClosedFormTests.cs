using AttentionViz.Bench.QueueSimulation.Cluster;
using AttentionViz.Bench.QueueSimulation.Engine;

namespace AttentionViz.QueueSimulation.Tests;

/// <summary>Against what queueing theory says.</summary>
public sealed class ClosedFormTests
{
    private const int Jobs = 200_000;

    [Theory]
    [InlineData(1, 0.7)]
    [InlineData(4, 0.8)]
    [InlineData(20, 0.8)]
    public void Run_ExponentialServiceOfManyServers_WaitsByErlang(int servers, double use)
    {
        const double mean = 2;
        var simulation = new Simulation(Cases.Servers(servers), seed: 5);

        simulation.Run(Cases.Poisson(Jobs, use * servers / mean, Cases.Shards(1, new Law(mean, Spread.Exponential)), seed: 11));

        // The wait is steep in the load: held against what the load came to, it needs fewer jobs.
        var figures = simulation.Figures[(int)Kind.Shard];
        var (load, each) = (figures.Busy.Mean, figures.Busy.Mean * simulation.Agenda.Now / Jobs);
        Assert.Equal(use * servers, load, 0.02 * servers);
        var (waits, after) = (Cases.ErlangC(servers, load), each / (servers - load));
        Assert.Equal(waits * after, figures.Waits.Mean, 0.07 * waits * after);
        // Of those who wait, a quarter waits longer than log 4 times the mean: their waits are exponential.
        Assert.Equal(Math.Log(4) * after, figures.Waits.Percentile(1 - (waits / 4)), 0.1 * after);
    }

    [Fact]
    public void Run_AnyLoad_HasAsManyInTheQueueAsLittleSays()
    {
        var simulation = new Simulation(Cases.Servers(6), seed: 1);

        var jobs = simulation.Run(Cases.Poisson(20_000, 2.8, Cases.Shards(1, new Law(2, Spread.LogNormal, 1.5)), seed: 2));

        var (time, figures) = (simulation.Agenda.Now, simulation.Figures[(int)Kind.Shard]);
        var queued = simulation.QueuesOf(Kind.Shard).Sum(q => q.Length.Mean);
        Assert.Equal(jobs.Count / time * figures.Waits.Mean, queued, 1e-9 * queued);
        Assert.Equal(jobs.Sum(j => j.Latency) / time, simulation.InSystem.Mean, 1e-9 * simulation.InSystem.Mean);
        Assert.True(queued > 1);
    }

    [Theory]
    [InlineData((int)Spread.None, 0, 0)]
    [InlineData((int)Spread.Exponential, 0, 1)]
    [InlineData((int)Spread.LogNormal, 2, 4)]
    public void Use_RandomDemands_WaitByPollaczekAndKhinchine(int spread, double deviation, double squareOfDeviation)
    {
        const double mean = 0.01, use = 0.6;
        var agenda = new Agenda();
        var station = new Station(agenda);
        var law = new Law(mean, (Spread)spread, deviation);
        var time = 0.0;
        for (var i = 0; i < Jobs; i++)
        {
            var seconds = law.Draw(3, (ulong)i);
            time += new Law(mean / use, Spread.Exponential).Draw(4, (ulong)i);
            agenda.After(time, () => station.Use(seconds, () => { }));
        }

        agenda.Run();

        var expected = use * mean * (1 + squareOfDeviation) / (2 * (1 - use));
        Assert.Equal(expected, station.Waited / station.Demands, 0.08 * expected);
        Assert.Equal(use, station.Busy / agenda.Now, 0.01);
    }

    [Fact]
    public void Run_TwoPriorities_WaitByCobham()
    {
        const double mean = 1, high = 0.3, low = 0.5;
        // None passes by right of having waited; a worker holds one beyond its slot, so that the higher is there in time.
        var simulation = new Simulation(Cases.Servers(1, new Rules { Window = null, Spare = 1, MostPassed = int.MaxValue }), seed: 8);
        var law = new Law(mean, Spread.Exponential);
        var arrivals = Cases.Poisson(Jobs, high, Cases.Shards(1, law, Priority.High), seed: 21)
            .Concat(Cases.Poisson((int)(Jobs * low / high), low, Cases.Shards(1, law, Priority.Low), seed: 22)).OrderBy(a => a.Item1);

        var jobs = simulation.Run(arrivals);

        double Mean(Priority priority) => jobs.Where(j => j.Size.Priority == priority).Average(j => j.Latency) - mean;
        var left = (high + low) * mean;
        Assert.Equal(left / (1 - high), Mean(Priority.High), 0.05 * left / (1 - high));
        Assert.Equal(left / ((1 - high) * (1 - high - low)), Mean(Priority.Low), 0.08 * left / ((1 - high) * (1 - high - low)));
    }

    [Fact]
    public void Run_WorkerThatCrashes_TakesWhatRepetitionTakes()
    {
        const double seconds = 5, every = 10, repair = 3;
        var rules = new Rules { Window = null, Spare = 1, CrashEvery = every, RepairSeconds = repair };
        var simulation = new Simulation(Cases.Servers(1, rules), seed: 4);

        simulation.Run([(0, Cases.Shards(20_000, new Law(seconds)))]);

        // A unit begun anew until no crash falls into it.
        var expected = (every + repair) * (Math.Exp(seconds / every) - 1);
        Assert.Equal(expected, simulation.Agenda.Now / 20_000, 0.03 * expected);
        var figures = simulation.Figures[(int)Kind.Shard];
        Assert.Equal(20_000 * seconds + figures.LostSeconds, figures.Busy.Mean * simulation.Agenda.Now, 1e-6 * 20_000 * seconds);
        Assert.Equal(Math.Exp(seconds / every) - 1, figures.Lost / 20_000.0, 0.03);
    }
}
