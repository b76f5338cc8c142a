using Microsoft.Extensions.Options;

namespace AttentionViz.Extractor.Hosting;

/// <summary>
/// Lets as many shards run their model at once as the options say. One more is tokenized or written
/// meanwhile.
/// </summary>
public sealed class ModelSlots(IOptions<ExtractorOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.Value.Concurrency);

    public async Task<T> UseAsync<T>(Func<Task<T>> run, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            return await run();
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose() => _free.Dispose();
}
