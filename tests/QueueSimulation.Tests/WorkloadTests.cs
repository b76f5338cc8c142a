using AttentionViz.Bench.QueueSimulation.Engine;
using AttentionViz.Bench.QueueSimulation.Experiments;
using AttentionViz.Bench.QueueSimulation.Workload;

namespace AttentionViz.QueueSimulation.Tests;

public sealed class WorkloadTests
{
    [Theory]
    [InlineData((int)Spread.Exponential, 0, 1)]
    [InlineData((int)Spread.LogNormal, 0.4, 0.4)]
    [InlineData((int)Spread.LogNormal, 1.5, 1.5)]
    public void Draw_ManyItems_HaveTheMeanAndDeviation(int spread, double given, double deviation)
    {
        var law = new Law(3, (Spread)spread, given);

        double[] drawn = [.. Enumerable.Range(0, 400_000).Select(i => law.Draw(7, (ulong)i))];

        var mean = drawn.Average();
        Assert.Equal(3, mean, 0.05);
        Assert.Equal(deviation, Math.Sqrt(drawn.Average(d => (d - mean) * (d - mean))) / mean, 0.06);
    }

    [Fact]
    public void Jobs_AnyNumber_ExtractAsLongAsTheParetoSays()
    {
        var sizes = new BoundedPareto(20, 100_000, 1.1);
        // By the definition, in steps of equal ratio.
        var (sum, weights) = (0.0, 0.0);
        for (var x = 20.0; x < 100_000; x *= 1.0001)
        {
            var weight = Math.Pow(x, -2.1) * x;
            (sum, weights) = (sum + (weight * x), weights + weight);
        }

        var jobs = (Measured.Mix with { Extracting = sizes }).Jobs(5000, seed: 3);

        Assert.Equal(sum / weights, sizes.Mean, 1e-3 * sizes.Mean);
        Assert.Equal(sizes.Mean, jobs.Average(j => j.Shards.Work), 0.03 * sizes.Mean);
        Assert.Equal(ModelKind.MeanHeads, jobs.Average(j => j.Heads.Units), 0.05 * ModelKind.MeanHeads);
        Assert.Contains(jobs, j => j.Shards.Work > 20_000);
        Assert.All(jobs, j => Assert.InRange(j.Shards.Work, 20, 100_001));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Times_BurstsOfAMeanSize_ComeAsOftenAndAsUnevenlyAsTheyShould(double size)
    {
        const double rate = 4, window = 10;

        double[] times = [.. new Bursts(rate, size).Times(2).Take(200_000)];

        Assert.Equal(rate, times.Length / times[^1], 0.05 * rate);
        double[] counts = [.. times.GroupBy(t => (int)(t / window)).Select(g => (double)g.Count())];
        // Windows without any count, too.
        var windows = (int)(times[^1] / window);
        var mean = counts.Sum() / windows;
        var variance = (counts.Sum(c => c * c) / windows) - (mean * mean);
        // Of a Poisson number of bursts of geometric size: E[size^2] / E[size].
        Assert.Equal((2 * size) - 1, variance / mean, 0.06 * ((2 * size) - 1));
    }

    [Fact]
    public void Run_SameSeed_GivesTheSameFigures()
    {
        var experiment = new Experiment { Extractors = 20, Jobs = 60, Seed = 4 };

        var (first, second, other) = (experiment.Run(), experiment.Run(), (experiment with { Seed = 5 }).Run());

        Assert.Equal(first.Classes, second.Classes);
        Assert.Equal(first with { Classes = [] }, second with { Classes = [] });
        Assert.NotEqual(first.Classes, other.Classes);
    }

    [Fact]
    public void RunHugeAmongSmall_WithAWindow_SmallJobsNoLongerWaitForTheHugeOne()
    {
        var experiment = new Experiment { Extractors = 20 };

        var (window, fifo) = (experiment.RunHugeAmongSmall(), (experiment with { Rules = experiment.Rules with { Window = null } }).RunHugeAmongSmall());

        Assert.True(window.Of("small").Median < 0.3 * fifo.Of("small").Median);
        Assert.Equal(fifo.ExtractorUse, window.ExtractorUse, 0.02);
        Assert.True(window.Fairness > fifo.Fairness);
    }
}
