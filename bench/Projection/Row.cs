namespace AttentionViz.Bench.Projection;

/// <summary>One stage on one set of data.</summary>
/// <param name="CpuSeconds">CPU time of the process, over all its threads, best of the runs.</param>
/// <param name="Divergence">Of a t-SNE map, nats, from the affinities of 90 neighbours at perplexity 30 and Z over all pairs.</param>
/// <param name="Recall">Of a map: share of the 10 nearest points kept.</param>
/// <param name="Floor">Seconds below which it cannot come (<see cref="Projection.Floor"/>).</param>
/// <param name="Note">Iterations and why it stopped.</param>
internal sealed record Row(
    string Data, int Points, string Stage, double CpuSeconds, double? Divergence = null, double? Recall = null, double? Floor = null, string Note = "");
