using AttentionViz.Pipeline.Store;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>Hears at once which jobs no longer go on: one subscription a process, however many units run.</summary>
public sealed class JobStops(IConnectionMultiplexer redis)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Action>> _listeners = [];
    private Task? _subscribed;

    /// <summary>Calls <paramref name="stop"/> when the job is said to stop, until the result is disposed.</summary>
    public async Task<IDisposable> ListenAsync(string jobId, Action stop)
    {
        Task subscribed;
        lock (_lock)
        {
            if (_subscribed is null or { IsFaulted: true })
                _subscribed = redis.GetSubscriber().SubscribeAsync(Keys.Stopped, (_, stopped) => Tell(stopped.ToString()));
            subscribed = _subscribed;
            if (!_listeners.TryGetValue(jobId, out var of)) _listeners[jobId] = of = [];
            of.Add(stop);
        }

        await subscribed;
        return new Listener(this, jobId, stop);
    }

    private void Tell(string jobId)
    {
        Action[] stops;
        lock (_lock) stops = _listeners.TryGetValue(jobId, out var of) ? [.. of] : [];
        foreach (var stop in stops) stop();
    }

    private void Forget(string jobId, Action stop)
    {
        lock (_lock)
        {
            if (!_listeners.TryGetValue(jobId, out var of)) return;
            of.Remove(stop);
            if (of.Count == 0) _listeners.Remove(jobId);
        }
    }

    private sealed class Listener(JobStops stops, string jobId, Action stop) : IDisposable
    {
        public void Dispose() => stops.Forget(jobId, stop);
    }
}
