using AttentionViz.Bench.QueueSimulation.Engine;

namespace AttentionViz.Bench.QueueSimulation.Workload;

/// <summary>Times of arrival: bursts come at random, each of a geometric number of jobs at once; of 1 job on average, a Poisson process.</summary>
/// <param name="PerSecond">Jobs a second.</param>
/// <param name="MeanSize">Jobs of a burst on average, from 1.</param>
internal readonly record struct Bursts(double PerSecond, double MeanSize)
{
    public IEnumerable<double> Times(ulong seed)
    {
        var time = 0.0;
        for (ulong draw = 0; ; draw++)
        {
            time -= Math.Log(Law.Uniform(seed, draw)) * MeanSize / PerSecond;
            yield return time;
            while (Law.Uniform(seed, ++draw) < 1 - (1 / MeanSize)) yield return time;
        }
    }
}
