namespace AttentionViz.Gateway.Atlases;

/// <summary>Works on heads side by side: as many as there are cores, of all calls together, so that memory does not grow with callers.</summary>
internal sealed class HeadWork : IDisposable
{
    private readonly SemaphoreSlim _cores = new(Environment.ProcessorCount);

    /// <summary>What <paramref name="work"/> makes of each item, in their order.</summary>
    public async Task<IReadOnlyList<TResult>> RunAsync<T, TResult>(
        IReadOnlyList<T> items, Func<T, CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
    {
        var results = new TResult[items.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, items.Count, options, async (i, stop) =>
        {
            await _cores.WaitAsync(stop);
            try
            {
                results[i] = await work(items[i], stop);
            }
            finally
            {
                _cores.Release();
            }
        });
        return results;
    }

    public void Dispose() => _cores.Dispose();
}
