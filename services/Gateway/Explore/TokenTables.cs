using AttentionViz.Gateway.Atlases;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Explore;

/// <summary>
/// Token tables of the jobs asked about last, within a bound in bytes. Callers come with a job that they have found, so that
/// nothing is handed out of a job that is gone or not theirs.
/// </summary>
internal sealed class TokenTables(TokenRows tokens, IOptions<ExploreOptions> options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string JobId, TokenTable Table)>> _kept = [];
    private readonly LinkedList<(string JobId, TokenTable Table)> _byUse = [];
    private readonly Dictionary<string, Task<TokenTable>> _reading = [];
    private long _bytes;

    /// <summary>Bytes kept at the moment.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock) return _bytes;
        }
    }

    public Task<TokenTable> ReadAsync(PlannedJob job, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_kept.TryGetValue(job.JobId, out var node))
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                return Task.FromResult(node.Value.Table);
            }

            // Those who ask meanwhile wait for the same; one who goes away does not take it from the others.
            if (!_reading.TryGetValue(job.JobId, out var reading))
                _reading[job.JobId] = reading = Task.Run(() => LoadAsync(job), CancellationToken.None);
            return reading.WaitAsync(cancellationToken);
        }
    }

    private async Task<TokenTable> LoadAsync(PlannedJob job)
    {
        try
        {
            var table = await TokenTable.ReadAsync(job, tokens);
            lock (_lock) Keep(job.JobId, table);
            return table;
        }
        finally
        {
            lock (_lock) _reading.Remove(job.JobId);
        }
    }

    private void Keep(string jobId, TokenTable table)
    {
        if (table.Bytes > options.Value.TokenCacheBytes) return;
        _kept[jobId] = _byUse.AddFirst((jobId, table));
        _bytes += table.Bytes;
        while (_bytes > options.Value.TokenCacheBytes)
        {
            var (oldest, dropped) = _byUse.Last!.Value;
            _byUse.RemoveLast();
            _kept.Remove(oldest);
            _bytes -= dropped.Bytes;
        }
    }
}
