namespace AttentionViz.Numerics.Threading;

/// <summary>Spreads independent rows over threads in blocks that do not depend on the number of threads.</summary>
public static class RowBlocks
{
    /// <summary>
    /// Calls <paramref name="body"/> for every block [start, end) of at most <paramref name="blockSize"/> rows. A body
    /// may write only what belongs to its rows, which makes the result the same for every number of threads.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled between blocks.</exception>
    public static void For(int rows, int blockSize, int threads, Action<int, int> body, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(blockSize, 1);
        var blocks = (rows + blockSize - 1) / blockSize;
        if (threads == 1 || blocks <= 1)
        {
            for (var b = 0; b < blocks; b++)
            {
                cancellation.ThrowIfCancellationRequested();
                body(b * blockSize, Math.Min(rows, (b + 1) * blockSize));
            }

            return;
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        Parallel.For(0, blocks, options, b => body(b * blockSize, Math.Min(rows, (b + 1) * blockSize)));
    }
}
