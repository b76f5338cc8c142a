using System.Runtime.CompilerServices;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>The numbered events of a job: any number of watchers can read them from any place.</summary>
public sealed class JobEvents(IConnectionMultiplexer redis, TimeProvider clock)
{
    // An announcement can be lost when a connection breaks; then the next look finds the event.
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);

    private readonly IDatabase _db = redis.GetDatabase();

    /// <exception cref="JobEndedException">The job has ended or is gone.</exception>
    public Task AppendAsync(string jobId, StageProgress progress) => AppendAsync(jobId, new WatchJobResponse { Progress = progress });

    /// <summary>Queues the event into a transaction, so that it is written if and only if the change is.</summary>
    internal void Append(ITransaction transaction, string jobId, WatchJobResponse happened)
    {
        happened.Time = clock.GetUtcNow().ToTimestamp();
        _ = transaction.ListRightPushAsync(Keys.Events(jobId), happened.ToByteArray());
    }

    internal Task AnnounceAsync(string jobId) => redis.GetSubscriber().PublishAsync(Keys.Wake(jobId), RedisValue.EmptyString);

    /// <summary>Events after <paramref name="afterSequence"/> as they happen; ends after a final state, or when the job is gone.</summary>
    public async IAsyncEnumerable<WatchJobResponse> FollowAsync(
        string jobId, long afterSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var wake = new SemaphoreSlim(0);
        void OnWake(RedisChannel channel, RedisValue value) => wake.Release();
        var subscriber = redis.GetSubscriber();
        await subscriber.SubscribeAsync(Keys.Wake(jobId), OnWake);
        try
        {
            var next = afterSequence;
            while (true)
            {
                var fresh = await _db.ListRangeAsync(Keys.Events(jobId), next, -1);
                foreach (var bytes in fresh)
                {
                    var happened = WatchJobResponse.Parser.ParseFrom((byte[])bytes!);
                    happened.Sequence = ++next;
                    yield return happened;
                    if (happened.StateChange?.State.IsFinal() == true) yield break;
                }

                if (fresh.Length > 0) continue;
                var state = (JobState)(int)await _db.HashGetAsync(Keys.Job(jobId), "state");
                if (state == JobState.Unspecified || (state.IsFinal() && next >= await _db.ListLengthAsync(Keys.Events(jobId)))) yield break;
                await wake.WaitAsync(LookAnyway, cancellationToken);
            }
        }
        finally
        {
            await subscriber.UnsubscribeAsync(Keys.Wake(jobId), OnWake);
        }
    }

    private async Task AppendAsync(string jobId, WatchJobResponse happened)
    {
        await _db.WriteAsync(jobId, t => Append(t, jobId, happened), Keys.Events(jobId));
        await AnnounceAsync(jobId);
    }
}
