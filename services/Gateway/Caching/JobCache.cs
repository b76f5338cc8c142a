using System.Diagnostics.CodeAnalysis;
using AttentionViz.Gateway.Observability;

namespace AttentionViz.Gateway.Caching;

/// <summary>
/// Parts of jobs that never change, kept up to a number of bytes; what was used longest ago goes
/// first. It does not know whether a job still exists: whoever serves a part asks the store first.
/// </summary>
/// <param name="capacity">Most bytes kept; 0 = nothing is.</param>
internal sealed class JobCache(long capacity)
{
    /// <summary>Counted for each part besides its value: its key and its place in the tables, from above.</summary>
    public const int EntryBytes = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Dictionary<string, LinkedListNode<Entry>>> _jobs = [];
    private readonly LinkedList<Entry> _byUse = [];
    private readonly Dictionary<(string JobId, string Part), Flight> _flights = [];
    private long _bytes;

    /// <summary>Bytes kept: the sum over all parts, never above the capacity.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock) return _bytes;
        }
    }

    /// <summary>Jobs of which something is kept.</summary>
    public IReadOnlyList<string> Jobs
    {
        get
        {
            lock (_lock) return [.. _jobs.Keys];
        }
    }

    public bool TryGet<T>(string jobId, string part, [NotNullWhen(true)] out T? value) where T : class
    {
        lock (_lock) value = (T?)Find(jobId, part);
        CacheMetrics.Count(value is not null);
        return value is not null;
    }

    /// <summary>
    /// The part, read once however many ask for it meanwhile; null when it is not there, which is not
    /// kept. <paramref name="load"/> is begun before this returns and must not depend on one caller's
    /// cancellation.
    /// </summary>
    public async Task<T?> GetAsync<T>(string jobId, string part, Func<Task<Loaded<T>?>> load) where T : class
    {
        for (var attempt = 0; ; attempt++)
        {
            Flight? flight = null;
            var mine = false;
            object? known;
            lock (_lock)
            {
                known = Find(jobId, part);
                if (known is null && !_flights.TryGetValue((jobId, part), out flight))
                {
                    flight = _flights[(jobId, part)] = new Flight();
                    mine = true;
                }
            }

            if (attempt == 0) CacheMetrics.Count(known is not null);
            if (known is not null) return (T)known;
            if (mine) return await FlyAsync(jobId, part, flight!, load);
            var value = (T?)await flight!.Landed.Task;
            // What another did not find may have come since it looked; a second flight began after this call did.
            if (value is not null || attempt > 0) return value;
        }
    }

    /// <summary>Keeps a part that was read without the cache.</summary>
    public void Keep<T>(string jobId, string part, T value, long bytes) where T : class
    {
        lock (_lock) Insert(jobId, part, value, bytes);
    }

    /// <summary>Drops all parts of a job, and those that are on their way.</summary>
    public void Forget(string jobId)
    {
        lock (_lock)
        {
            foreach (var flight in _flights) flight.Value.Unwanted |= flight.Key.JobId == jobId;
            if (!_jobs.TryGetValue(jobId, out var parts)) return;
            foreach (var node in parts.Values.ToList()) Remove(node);
        }
    }

    private async Task<T?> FlyAsync<T>(string jobId, string part, Flight flight, Func<Task<Loaded<T>?>> load) where T : class
    {
        try
        {
            var loaded = await load();
            lock (_lock)
            {
                _flights.Remove((jobId, part));
                if (loaded is not null && !flight.Unwanted) Insert(jobId, part, loaded.Value, loaded.Bytes);
            }

            flight.Landed.SetResult(loaded?.Value);
            return loaded?.Value;
        }
        catch (Exception e)
        {
            lock (_lock) _flights.Remove((jobId, part));
            flight.Landed.SetException(e);
            // Seen here, should no one else have waited.
            _ = flight.Landed.Task.Exception;
            throw;
        }
    }

    private object? Find(string jobId, string part)
    {
        if (!_jobs.TryGetValue(jobId, out var parts) || !parts.TryGetValue(part, out var node)) return null;
        _byUse.Remove(node);
        _byUse.AddFirst(node);
        return node.Value.Value;
    }

    private void Insert(string jobId, string part, object value, long bytes)
    {
        bytes += EntryBytes;
        if (bytes > capacity) return;
        if (_jobs.TryGetValue(jobId, out var parts) && parts.TryGetValue(part, out var before)) Remove(before);
        while (_bytes + bytes > capacity) Remove(_byUse.Last!);
        if (!_jobs.TryGetValue(jobId, out parts)) parts = _jobs[jobId] = [];
        parts[part] = _byUse.AddFirst(new Entry(jobId, part, value, bytes));
        _bytes += bytes;
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        var entry = node.Value;
        _byUse.Remove(node);
        _bytes -= entry.Bytes;
        var parts = _jobs[entry.JobId];
        parts.Remove(entry.Part);
        if (parts.Count == 0) _jobs.Remove(entry.JobId);
    }

    private sealed record Entry(string JobId, string Part, object Value, long Bytes);

    /// <summary>A read under way.</summary>
    private sealed class Flight
    {
        public TaskCompletionSource<object?> Landed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Its job was forgotten meanwhile.</summary>
        public bool Unwanted { get; set; }
    }
}
