using AttentionViz.Extractor.Extraction.Statistics;
using AttentionViz.Extractor.Running;
using AttentionViz.Pipeline.Atlases.Statistics;
using TokenSide = AttentionViz.V1.TokenSide;

namespace AttentionViz.Extractor.Extraction;

/// <summary>Runs a model over the sequences of one shard.</summary>
public static class ShardExtraction
{
    /// <summary>Enough rows to keep matrix products busy; more would only take memory.</summary>
    public const int DefaultTokensPerBatch = 2048;

    /// <summary>Attention weights of a batch, where a model gives its own: 128 MiB.</summary>
    private const long WeightsPerBatch = 1L << 25;

    /// <param name="wanted">Layers and heads, by layer.</param>
    /// <param name="sequences">All sequences of the shard; statistics are taken of each.</param>
    /// <param name="sampled">Places in <paramref name="sequences"/>, ascending, whose vectors are kept as rows, in that order.</param>
    /// <param name="tokensPerBatch">Most positions of a batch, padding included.</param>
    /// <param name="narrow">Keep rows as float16.</param>
    /// <param name="alone">There is no other shard.</param>
    /// <param name="progress">Told the tokens done so far after each batch, by one thread at a time.</param>
    public static async Task<IReadOnlyList<LayerRows>> RunAsync(
        AttentionModel model, IReadOnlyList<WantedHeads> wanted, IReadOnlyList<EncodedSequence> sequences, IReadOnlyList<int> sampled,
        int tokensPerBatch, bool narrow, bool alone, Action<long> progress, CancellationToken cancellationToken)
    {
        var rows = wanted.SelectMany(w => new[] { w.Layer.QuerySide, w.Layer.KeySide }).Distinct().ToDictionary(side => side, side => Rows(sequences, sampled, side));
        var layers = wanted.Select(w => Collectors(w, rows[w.Layer.QuerySide].Count, rows[w.Layer.KeySide].Count, narrow)).ToArray();
        var heads = layers.SelectMany((l, i) => l.Select(h => (Layer: i, Head: h))).ToArray();
        var batches = BatchPlanner.Plan([.. sequences.Select(Positions)], tokensPerBatch, model.Descriptor.SupportsPadding, Area(wanted));
        var lanes = BatchLanes.Choose(model, batches.Count, alone);
        var scope = new RunScope([.. wanted.Select(w => w.Layer.Layer)], lanes.Spread);
        var reporting = new Lock();
        long done = 0;
        // The longest first, so that no lane begins them when the others end.
        await Parallel.ForEachAsync(
            Enumerable.Range(0, batches.Count).Reverse(),
            new ParallelOptions { MaxDegreeOfParallelism = lanes.Count, CancellationToken = cancellationToken },
            (index, stop) =>
            {
                var batch = batches[index];
                using (var vectors = SequenceBatch.Run(model, [.. batch.Select(s => sequences[s])], scope, stop)) Take(index, vectors, stop);
                var tokens = batch.Sum(s => (long)sequences[s].Length);
                ExtractionMetrics.AddBatch((long)batch.Length * batch.Max(s => Positions(sequences[s])), tokens, tokensPerBatch);
                lock (reporting) progress(done += tokens);
                return ValueTask.CompletedTask;
            });
        return [.. wanted.Zip(layers, Result)];

        void Take(int index, AttentionBatch vectors, CancellationToken stop)
        {
            var batch = batches[index];
            var facts = new BatchFacts([.. batch.Select(s => sequences[s])]);
            void TakeHead(int place)
            {
                // Lanes begin at different heads, so that they seldom meet at one.
                var (layer, head) = heads[(place + (index * heads.Length / lanes.Count)) % heads.Length];
                var of = wanted[layer].Layer;
                var (known, queryRows, keyRows) = (facts.Of(AttentionForm.Of(of)), rows[of.QuerySide].First, rows[of.KeySide].First);
                for (var b = 0; b < batch.Length; b++) head.Take(vectors.Layers[layer], b, known[b], queryRows[batch[b]], keyRows[batch[b]]);
            }

            Parallel.For(0, heads.Length, new ParallelOptions { MaxDegreeOfParallelism = lanes.Threads, CancellationToken = stop }, TakeHead);
        }
    }

    private static long Area(IReadOnlyList<WantedHeads> wanted)
    {
        // A layer's weights come for all of its heads.
        var heads = wanted.Where(w => w.Layer.HasOwnWeights).Sum(w => w.Layer.Heads);
        return heads == 0 ? long.MaxValue : WeightsPerBatch / heads;
    }

    /// <summary>Positions that a sequence takes of a batch; both sides are padded to the longer, at most.</summary>
    private static int Positions(EncodedSequence sequence) => sequence.SourceLength is not { } source
        ? sequence.Length
        : 2 * Math.Max(source, sequence.Length - source);

    /// <summary>Where each sequence's rows of a side go, negative where it is not drawn, and how many there are.</summary>
    private static (int[] First, int Count) Rows(IReadOnlyList<EncodedSequence> sequences, IReadOnlyList<int> sampled, TokenSide side)
    {
        var firstRow = new int[sequences.Count];
        Array.Fill(firstRow, -1);
        var rows = 0;
        foreach (var s in sampled)
        {
            firstRow[s] = rows;
            rows += sequences[s].LengthOf(side);
        }

        return (firstRow, rows);
    }

    private static HeadExtraction[] Collectors(WantedHeads wanted, int queryRows, int keyRows, bool narrow)
    {
        var taken = new HashSet<int>();
        return [.. wanted.Heads.Select(h => new HeadExtraction(wanted.Layer, h, taken.Add(wanted.Layer.KeyHeadOf[h]), queryRows, keyRows, narrow))];
    }

    private static LayerRows Result(WantedHeads wanted, HeadExtraction[] heads)
    {
        var byHead = heads.ToDictionary(h => h.Head);
        var byKeyHead = heads.Where(h => h.KeyRows is not null).ToDictionary(h => h.KeyHead);
        T?[] Heads<T>(Func<HeadExtraction, T?> of) where T : class =>
            [.. Enumerable.Range(0, wanted.Layer.Heads).Select(h => byHead.TryGetValue(h, out var head) ? of(head) : null)];
        T?[] KeyHeads<T>(Func<HeadExtraction, T?> of) where T : class =>
            [.. Enumerable.Range(0, wanted.Layer.KeyHeads).Select(h => byKeyHead.TryGetValue(h, out var head) ? of(head) : null)];
        return new LayerRows(
            wanted.Layer.Layer, Heads(h => h.QueryRows), KeyHeads(h => h.KeyRows), KeyHeads(h => h.ValueNorms),
            new LayerStatistics(Heads(h => h.Queries), KeyHeads(h => h.Keys), Heads(h => h.Behaviour)));
    }
}
