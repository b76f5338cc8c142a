using System.Threading.Channels;
using AttentionViz.Extractor.Running;

namespace AttentionViz.Extractor.Extraction;

/// <summary>
/// Runs a model batch by batch, one batch ahead of whoever uses the results: the model has the cores
/// that statistics leave idle, and the other way round. Results come in the order of the batches.
/// </summary>
internal static class ModelPipe
{
    /// <param name="batches">Sequences of each batch.</param>
    /// <param name="layers">Layers wanted, ascending.</param>
    /// <param name="use">Given the batch's index and vectors, which are disposed afterwards.</param>
    public static async Task RunAsync(
        AttentionModel model, IReadOnlyList<int> layers, IReadOnlyList<IReadOnlyList<EncodedSequence>> batches,
        Action<int, AttentionBatch> use, CancellationToken cancellationToken)
    {
        var ready = Channel.CreateBounded<AttentionBatch>(1);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = Task.Run(() => FillAsync(model, layers, batches, ready.Writer, stop.Token), CancellationToken.None);
        try
        {
            var done = 0;
            await foreach (var vectors in ready.Reader.ReadAllAsync(cancellationToken))
            {
                using (vectors) use(done++, vectors);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await running;
            while (ready.Reader.TryRead(out var left)) left.Dispose();
        }
    }

    private static async Task FillAsync(
        AttentionModel model, IReadOnlyList<int> layers, IReadOnlyList<IReadOnlyList<EncodedSequence>> batches,
        ChannelWriter<AttentionBatch> ready, CancellationToken stop)
    {
        try
        {
            foreach (var batch in batches)
            {
                var vectors = SequenceBatch.Run(model, batch, layers, stop);
                try
                {
                    await ready.WriteAsync(vectors, stop);
                }
                catch
                {
                    vectors.Dispose();
                    throw;
                }
            }

            ready.Complete();
        }
        catch (Exception e)
        {
            // Whoever reads gets it.
            ready.Complete(e);
        }
    }
}
