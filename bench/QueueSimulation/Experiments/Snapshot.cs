using AttentionViz.Bench.QueueSimulation.Cluster;

namespace AttentionViz.Bench.QueueSimulation.Experiments;

/// <summary>The counters of a simulation at one moment; averages are since they were restarted.</summary>
internal sealed record Snapshot(
    double Time, double[] BusyEngines, double[] QueueMean, double[] QueueMost, double[] LostSeconds, long Messages, double Commands, double[] StoreBusy, double BusBusy, double StoreLongestWait)
{
    private static readonly Kind[] Kinds = Enum.GetValues<Kind>();

    public static Snapshot Of(Simulation simulation) => new(
        simulation.Agenda.Now,
        [.. simulation.Figures.Select(f => f.Busy.Mean)],
        [.. Kinds.Select(k => simulation.QueuesOf(k).Sum(q => q.Length.Mean))],
        [.. Kinds.Select(k => simulation.QueuesOf(k).Max(q => q.Length.Most))],
        [.. simulation.Figures.Select(f => f.LostSeconds)],
        Kinds.Sum(k => simulation.BusesOf(k).Sum(b => b.Demands)),
        simulation.Commands,
        [.. simulation.StoreNodes.Select(n => n.Busy)],
        Kinds.Max(k => simulation.BusesOf(k).Max(b => b.Busy)),
        simulation.StoreNodes.Max(n => n.LongestWait));

    public static void RestartAverages(Simulation simulation)
    {
        foreach (var figures in simulation.Figures) figures.Busy.Restart();
        foreach (var queue in Kinds.SelectMany(simulation.QueuesOf)) queue.Length.Restart();
    }
}
