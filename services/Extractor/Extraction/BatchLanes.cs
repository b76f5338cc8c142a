using AttentionViz.Extractor.Running;

namespace AttentionViz.Extractor.Extraction;

/// <summary>
/// How the batches of a shard share the machine. A lane runs the model on one batch, then takes that
/// batch's statistics. A lane a core, with one thread each, beats all cores on one operator wherever
/// there are batches enough: no lane waits for another.
/// </summary>
/// <param name="Count">Batches under way at once.</param>
/// <param name="Threads">Threads of a lane's statistics.</param>
/// <param name="Spread">Operators of the model run on every core.</param>
internal readonly record struct BatchLanes(int Count, int Threads, bool Spread)
{
    /// <param name="batches">Batches of the shard.</param>
    /// <param name="alone">No other shard will use the model, so batches that are few leave cores idle.</param>
    public static BatchLanes Choose(AttentionModel model, int batches, bool alone)
    {
        var cores = Environment.ProcessorCount;
        if (model.Threads == 0 || (alone && model.CanSpread && 2 * batches <= cores))
        {
            // The model has one batch while the statistics of another are taken.
            return new BatchLanes(2, cores, Spread: true);
        }

        var count = Math.Max(1, cores / model.Threads);
        return new BatchLanes(count, Math.Max(1, cores / Math.Clamp(batches, 1, count)), Spread: false);
    }
}
