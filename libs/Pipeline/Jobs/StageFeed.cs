using AttentionViz.Pipeline.Bus;
using AttentionViz.Pipeline.Store;
using AttentionViz.Pipeline.Workers;
using AttentionViz.V1;
using MassTransit;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>
/// Asks for the units of a job's stage, a window of them at a time, and for the next as units end. So what waits in a queue is a mix of
/// all jobs, however large one of them is: they share the workers, and no queue grows with a corpus.
/// </summary>
public sealed class StageFeed(IConnectionMultiplexer redis, OpenUnits open, WorkerSlots slots)
{
    /// <summary>Units of a job that are asked for and not settled, for each slot of a worker: enough that no worker waits for the next one.</summary>
    public const int PerSlot = 4;

    /// <summary>The same, where there are few workers.</summary>
    public const int Least = 16;

    private readonly IDatabase _db = redis.GetDatabase();

    /// <summary>Asks for as many units as the window has room for.</summary>
    /// <exception cref="BusUnavailableException">Some were noted as asked for, but their messages did not go out; <see cref="AskAgainAsync"/> sends them.</exception>
    public async Task FillAsync(JobRecord job, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        var (record, waiting, begun) = (Keys.Job(job.JobId), Keys.WaitingUnits(job.JobId), Keys.BegunUnits(job.JobId));
        while (true)
        {
            var look = _db.CreateTransaction();
            var (fields, waits, runs) = (look.HashGetAsync(record, ["state", StageUnits.Total, StageUnits.Asked]), look.SetLengthAsync(waiting), look.SetLengthAsync(begun));
            await look.CommitWholeAsync(_db, record);
            var (state, total, asked) = ((JobState)(int)(await fields)[0], (int)(await fields)[1], (int)(await fields)[2]);
            if (!state.IsActive() || asked >= total) return;
            var window = Math.Max(Least, PerSlot * await slots.CountAsync(WorkerKinds.Of(state)));
            var count = (int)Math.Min(total - asked, window - await waits - await runs);
            if (count <= 0) return;
            var units = JobUnit.OfStage(job, state, asked, count).ToList();
            var transaction = _db.CreateTransaction();
            transaction.AddCondition(Condition.HashEqual(record, "state", (int)state));
            transaction.AddCondition(Condition.HashEqual(record, StageUnits.Asked, asked));
            _ = transaction.HashSetAsync(record, StageUnits.Asked, asked + count);
            _ = transaction.SetAddAsync(waiting, [.. units.Select(u => (RedisValue)u)]);
            _ = transaction.KeyExpireAsync(waiting, JobLease.Lifetime);
            // Else another worker asked for some meanwhile.
            if (!await transaction.CommitAsync(_db, record)) continue;
            await bus.PublishSoonAsync(units.Select(u => JobUnit.Message(job, u)), cancellationToken);
            return;
        }
    }

    /// <summary>Sends the messages of all units again that were asked for and that no worker has begun: they may have been lost.</summary>
    public async Task AskAgainAsync(JobRecord job, IPublishEndpoint bus, CancellationToken cancellationToken)
    {
        var (waiting, _) = await open.ReadAsync(job.JobId);
        await bus.PublishSoonAsync(waiting.Select(u => JobUnit.Message(job, u)), cancellationToken);
    }
}
