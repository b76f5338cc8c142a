using AttentionViz.Testing;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Faults.Tests;

/// <summary>Watches a job to its end as a client does: where the gateway goes away it resumes, at any gateway, after the last event it saw.</summary>
internal sealed class Watcher : IAsyncDisposable
{
    private readonly Func<IReadOnlyList<Gateway>> _gateways;
    private readonly string _jobId;
    private readonly CancellationTokenSource _stop;
    private readonly Task _watching;
    private readonly Lock _gate = new();
    private readonly List<WatchJobResponse> _events = [];
    private long _after;
    private int _resumed;

    public Watcher(Func<IReadOnlyList<Gateway>> gateways, string jobId, CancellationToken stop)
    {
        (_gateways, _jobId) = (gateways, jobId);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _watching = WatchAsync();
    }

    /// <summary>How often a stream ended that should not have.</summary>
    public int Resumed => Volatile.Read(ref _resumed);

    private WatchJobResponse? LastEvent
    {
        get
        {
            lock (_gate) return _events.Count > 0 ? _events[^1] : null;
        }
    }

    /// <summary>Everything that happened, in the order it was told; no snapshots.</summary>
    public IReadOnlyList<WatchJobResponse> Events
    {
        get
        {
            lock (_gate) return [.. _events];
        }
    }

    /// <summary>Sequence of the snapshot that the first stream began with: events follow it.</summary>
    public long? Began { get; private set; }

    /// <summary>Tokens extracted, as last told.</summary>
    public StageProgress? Last(Stage stage) => Events.LastOrDefault(e => e.Progress?.Stage == stage)?.Progress;

    public int ReadyHeads => Events.Count(e => e.HeadReady is not null);

    /// <summary>The final state, once it was told.</summary>
    public JobStateChange? End => LastEvent?.StateChange is { State: JobState.Succeeded or JobState.Failed or JobState.Cancelled } end ? end : null;

    /// <summary>Returns once something was told; throws where the job ends without it.</summary>
    public Task UntilAsync(Func<Watcher, bool> told, string what, Func<string> more, CancellationToken stop) => Eventually.HoldsAsync(
        async () =>
        {
            if (_watching.IsFaulted) await _watching;
            return told(this) || (End is null ? false : throw new InvalidOperationException($"the job ended before {what}: {End}"));
        },
        what, Deployment.Patience, more, stop);

    /// <summary>The final state.</summary>
    public async Task<JobStateChange> EndAsync(Func<string> more, CancellationToken stop)
    {
        await Eventually.HoldsAsync(
            async () =>
            {
                if (_watching.IsFaulted) await _watching;
                return End is not null;
            },
            "the job ends", Deployment.Patience, () => $"last told: {LastEvent}\n{more()}", stop);
        return End!;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching.ContinueWith(_ => { }, TaskScheduler.Default);
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        for (var attempt = 0; End is null; attempt++)
        {
            var gateways = _gateways();
            try
            {
                using var call = gateways[attempt % gateways.Count].Watches.WatchJob(
                    new WatchJobRequest { JobId = _jobId, AfterSequence = _after }, cancellationToken: _stop.Token);
                await foreach (var told in call.ResponseStream.ReadAllAsync(_stop.Token)) Add(told);
            }
            catch (RpcException e) when (!_stop.IsCancellationRequested && e.StatusCode is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Cancelled)
            {
                // The gateway went away, or its store did.
                Interlocked.Increment(ref _resumed);
                await Task.Delay(50, _stop.Token);
            }
        }
    }

    private void Add(WatchJobResponse told)
    {
        if (told.Snapshot is not null)
        {
            Began ??= told.Sequence;
            // Before the first event it tells where events go on.
            if (_after == 0) _after = told.Sequence;
            return;
        }

        _after = told.Sequence;
        lock (_gate) _events.Add(told);
    }
}
