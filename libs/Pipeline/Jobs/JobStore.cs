using System.Globalization;
using AttentionViz.Pipeline.Observability;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>Job records: what was asked for, and which state it is in.</summary>
public sealed class JobStore(IConnectionMultiplexer redis, JobEvents events, TimeProvider clock)
{
    /// <summary>Field of the record that is there once the message that begins the job went out.</summary>
    public const string AskedField = "asked";

    private readonly IDatabase _db = redis.GetDatabase();
    private readonly TimeIndex _index = new(redis, Keys.Job);
    private readonly CorpusReaders _readers = new(redis);

    /// <summary>
    /// Writes a new job in state QUEUED with its planning open. With a request id that was used
    /// before, nothing is written. Returns the id of the job that stands for the request.
    /// </summary>
    public async Task<string> CreateAsync(JobRecord job, string requestId)
    {
        var now = clock.GetUtcNow();
        var request = requestId.Length > 0 ? Keys.RequestOf(job.Tenant, requestId) : "";
        // Before the job is there, so that nobody finds it and misses that it reads the corpus.
        // One that reuses vectors reads none.
        if (job.Spec.ReuseVectorsOf.Length == 0) await _readers.AddAsync(job.Corpus.CorpusId, job.JobId);
        var transaction = _db.CreateTransaction();
        _ = transaction.HashSetAsync(Keys.Job(job.JobId),
        [
            new("spec", job.Spec.ToByteArray()), new("model", job.Model.ToByteArray()), new("corpus", job.Corpus.ToByteArray()),
            new("state", (int)JobState.Queued), new("created", now.ToUnixTimeMilliseconds()), new("updated", now.ToUnixTimeMilliseconds()),
            new("ttl", job.Ttl.TotalSeconds.ToString(CultureInfo.InvariantCulture)), new("request", request), new("tenant", job.Tenant),
            new(JobWrites.UnfinishedField, true), new(StageUnits.Total, 1), new(StageUnits.Asked, 1), new("trace", job.Trace),
        ]);
        _ = transaction.SetAddAsync(Keys.WaitingUnits(job.JobId), JobUnit.Plan);
        events.Append(transaction, job.JobId, new WatchJobResponse { StateChange = new JobStateChange { State = JobState.Queued } });
        ExpireAll(transaction, job.JobId, JobLease.Lifetime);
        await transaction.CommitAsync(_db, Keys.Job(job.JobId));
        // Only now: whoever finds the claim finds the job.
        var stands = requestId.Length > 0 ? await ClaimAsync(Keys.Request(request), job) : job.JobId;
        if (stands == job.JobId) await Task.WhenAll(_index.AddAsync(Keys.Jobs, job.JobId, now), _index.AddAsync(Keys.JobsOf(job.Tenant), job.JobId, now));
        else await _db.KeyDeleteAsync(Keys.OfJob(job.JobId));
        return stands;
    }

    /// <summary>What does not change of a job; null when there is none.</summary>
    public async Task<JobRecord?> FindAsync(string jobId)
    {
        var v = await _db.HashGetAsync(Keys.Job(jobId), ["spec", "model", "corpus", "ttl", "created", "tenant", "trace"]);
        return v[0].IsNull ? null : new JobRecord(
            jobId, JobSpec.Parser.ParseFrom((byte[])v[0]!), Model.Parser.ParseFrom((byte[])v[1]!), Corpus.Parser.ParseFrom((byte[])v[2]!),
            TtlOf(v[3]), DateTimeOffset.FromUnixTimeMilliseconds((long)v[4]))
        { Tenant = v[5].ToString(), Trace = v[6].ToString() };
    }

    /// <summary>How long a job stays after its last change; null when there is no such job.</summary>
    public async Task<TimeSpan?> FindTtlAsync(string jobId)
    {
        var ttl = await _db.HashGetAsync(Keys.Job(jobId), "ttl");
        return ttl.IsNull ? null : TtlOf(ttl);
    }

    /// <summary>The tenant whose job it is; null when there is no such job.</summary>
    public async Task<string?> OwnerAsync(string jobId)
    {
        var v = await _db.HashGetAsync(Keys.Job(jobId), ["state", "tenant"]);
        return v[0].IsNull ? null : v[1].ToString();
    }

    /// <summary>Id of the job that stands for a request id of a tenant; null when there is none.</summary>
    public async Task<string?> FindByRequestAsync(string tenant, string requestId)
    {
        var jobId = (await _db.StringGetAsync(Keys.Request(Keys.RequestOf(tenant, requestId)))).ToString();
        return jobId.Length > 0 && await _db.KeyExistsAsync(Keys.Job(jobId)) ? jobId : null;
    }

    /// <summary>State of a job; UNSPECIFIED when there is none.</summary>
    public async Task<JobState> StateAsync(string jobId) =>
        (JobState)(int)await _db.HashGetAsync(Keys.Job(jobId), "state");

    /// <summary>
    /// Takes a job from one of <paramref name="from"/> to <paramref name="to"/> and records the event,
    /// in one transaction. False when the job is in none of those states. From a final state on the job's own time to live counts.
    /// </summary>
    /// <param name="with">More changes that belong to the step.</param>
    /// <exception cref="StoreFullException">It was emptied and does not go on.</exception>
    public async Task<bool> TryMoveAsync(string jobId, JobState[] from, JobState to, Failure? failure = null, Action<ITransaction>? with = null)
    {
        while (true)
        {
            var current = await StateAsync(jobId);
            if (!from.Contains(current)) return false;
            var record = await _db.HashGetAsync(Keys.Job(jobId), ["ttl", "request"]);
            var transaction = _db.CreateTransaction();
            transaction.AddCondition(Condition.HashEqual(Keys.Job(jobId), "state", (int)current));
            var goesOn = to is JobState.Extracting or JobState.Projecting or JobState.Succeeded;
            if (goesOn) transaction.RequireUnfinished(jobId);
            _ = transaction.HashSetAsync(Keys.Job(jobId), [new("state", (int)to), new("updated", clock.GetUtcNow().ToUnixTimeMilliseconds())]);
            if (failure is not null) _ = transaction.HashSetAsync(Keys.Job(jobId), "failure", failure.ToByteArray());
            with?.Invoke(transaction);
            events.Append(transaction, jobId, new WatchJobResponse { StateChange = new JobStateChange { State = to, Failure = failure } });
            if (to.IsFinal()) End(transaction, jobId, TtlOf(record[0]));
            else ExpireAll(transaction, jobId, JobLease.Lifetime);
            if (!await transaction.CommitAsync(_db, Keys.Job(jobId)))
            {
                if (goesOn && await IsEmptiedAsync(jobId)) throw new StoreFullException();
                continue;
            }

            if (!to.IsActive()) await redis.GetSubscriber().PublishAsync(Keys.Stopped, jobId);
            if (to.IsFinal()) await KeepRequestAsync(record[1], TtlOf(record[0]));
            await events.AnnounceAsync(jobId);
            if (to.IsFinal()) JobMetrics.Ended(to, failure);
            return true;
        }
    }

    /// <summary>
    /// Removes what is large of a job that has not ended, and has every write to it refused from then on; all that is left to it is to
    /// end. Goes where the store has no memory: that refuses every command within a transaction, but not these.
    /// </summary>
    public async Task EmptyAsync(string jobId)
    {
        // First, or else other workers write anew what is removed, and one of them ends the job as if it were whole.
        await _db.HashDeleteAsync(Keys.Job(jobId), JobWrites.UnfinishedField);
        if ((await StateAsync(jobId)).IsFinal()) return;
        // Not by UNLINK, as the client library would: that frees the memory only some time after it has answered.
        await _db.ExecuteAsync("DEL", [.. Keys.LargeOfJob(jobId).Select(key => (object)key)]);
    }

    /// <summary>Whether that was done to a job that has not ended yet.</summary>
    public Task<bool> IsEmptiedAsync(string jobId) => _db.IsEmptiedAsync(jobId);

    /// <summary>Lets a job that has ended be forgotten that long from now. False when it has not ended, or is gone.</summary>
    public async Task<bool> ExtendAsync(string jobId, TimeSpan ttl)
    {
        while (true)
        {
            var record = await _db.HashGetAsync(Keys.Job(jobId), ["state", "request"]);
            if (!((JobState)(int)record[0]).IsFinal()) return false;
            var transaction = _db.CreateTransaction();
            transaction.AddCondition(Condition.HashEqual(Keys.Job(jobId), "state", record[0]));
            SetExpiry(transaction, jobId, ttl);
            if (!await transaction.CommitAsync(_db, Keys.Job(jobId))) continue;
            await KeepRequestAsync(record[1], ttl);
            return true;
        }
    }

    /// <summary>Keeps an unfinished job for <see cref="JobLease.Lifetime"/> more.</summary>
    /// <exception cref="JobEndedException">It has ended or is gone.</exception>
    public Task KeepAsync(string jobId) => _db.WriteAsync(jobId, _ => { }, Keys.OfJob(jobId));

    /// <summary>Notes that the message that begins the job went out.</summary>
    public async Task NoteAskedAsync(string jobId)
    {
        var transaction = _db.CreateTransaction();
        // A job that was deleted meanwhile must not come back.
        transaction.AddCondition(Condition.KeyExists(Keys.Job(jobId)));
        _ = transaction.HashSetAsync(Keys.Job(jobId), AskedField, true);
        await transaction.CommitAsync(_db, Keys.Job(jobId));
    }

    /// <summary>Whether that was noted.</summary>
    public Task<bool> WasAskedAsync(string jobId) => _db.HashExistsAsync(Keys.Job(jobId), AskedField);

    /// <summary>Notes the sequences that the job goes on without. Noting them again changes nothing.</summary>
    /// <param name="first">The first few, to be named.</param>
    public async Task NoteSkippedAsync(string jobId, long count, IEnumerable<SkippedSequence> first)
    {
        var part = new Job { SkippedSequences = count, FirstSkipped = { first } };
        await _db.WriteAsync(jobId, t => _ = t.HashSetAsync(Keys.Job(jobId), "skipped", part.ToByteArray()));
    }

    /// <summary>The job as clients see it; null when there is none.</summary>
    public async Task<Job?> ReadAsync(string jobId)
    {
        var last = await _db.ListLengthAsync(Keys.Events(jobId));
        var fields = (await _db.HashGetAllAsync(Keys.Job(jobId))).ToDictionary(e => e.Name.ToString(), e => e.Value);
        if (!fields.TryGetValue("spec", out var spec)) return null;
        var progress = (await _db.HashGetAllAsync(Keys.Progress(jobId))).ToDictionary(e => e.Name.ToString(), e => (long)e.Value);
        var updated = DateTimeOffset.FromUnixTimeMilliseconds((long)fields["updated"]);
        var job = new Job
        {
            JobId = jobId,
            Spec = JobSpec.Parser.ParseFrom((byte[])spec!),
            State = (JobState)(int)fields["state"],
            Failure = fields.TryGetValue("failure", out var failure) ? Failure.Parser.ParseFrom((byte[])failure!) : null,
            CreateTime = DateTimeOffset.FromUnixTimeMilliseconds((long)fields["created"]).ToTimestamp(),
            UpdateTime = updated.ToTimestamp(),
            ExpireTime = fields.TryGetValue("expires", out var expires) ? DateTimeOffset.FromUnixTimeMilliseconds((long)expires).ToTimestamp() : null,
            CorpusSequences = progress.GetValueOrDefault("corpus.sequences"),
            CorpusTokens = progress.GetValueOrDefault("corpus.tokens"),
            SampledSequences = progress.GetValueOrDefault("sampled.sequences"),
            SampledTokens = progress.GetValueOrDefault("sampled.tokens"),
            TruncatedSequences = progress.GetValueOrDefault("truncated"),
            LastSequence = last,
        };
        if (fields.TryGetValue("skipped", out var skipped)) job.MergeFrom((byte[])skipped!);
        // A stage that was broken off lasted until the job ended, and nothing of it remains.
        var ended = job.State.IsFinal();
        job.Stages.AddRange(JobProgress.Stages(progress, (ended ? updated : clock.GetUtcNow()).ToUnixTimeMilliseconds()));
        if (ended) foreach (var stage in job.Stages) stage.Remaining = null;
        return job;
    }

    /// <summary>Places of the jobs there are, newest first, some at a time.</summary>
    /// <param name="tenant">Whose; null = everyone's.</param>
    /// <param name="after">Where to go on; null = at the newest.</param>
    public IAsyncEnumerable<IReadOnlyList<IndexPlace>> ListAsync(string? tenant, IndexPlace? after, CancellationToken cancellationToken = default) =>
        _index.ReadAsync(tenant is null ? Keys.Jobs : Keys.JobsOf(tenant), after, cancellationToken);

    /// <summary>A job that reads the corpus and has not ended; null when there is none.</summary>
    /// <param name="besides">A job that does not count.</param>
    public Task<string?> FindUnfinishedReaderAsync(string corpusId, string besides) => _readers.FindUnfinishedAsync(corpusId, besides);

    /// <summary>Removes every key of a job.</summary>
    public async Task DeleteAsync(string jobId)
    {
        var v = await _db.HashGetAsync(Keys.Job(jobId), ["request", "tenant"]);
        var request = v[0].ToString();
        await _db.KeyDeleteAsync(Keys.OfJob(jobId));
        await _db.SortedSetRemoveAsync(Keys.Jobs, jobId);
        await _db.SortedSetRemoveAsync(Keys.JobsOf(v[1].ToString()), jobId);
        if (request.Length > 0) await _db.KeyDeleteAsync(Keys.Request(request));
        await events.AnnounceAsync(jobId);
    }

    /// <summary>Id of the job that holds a request id from now on.</summary>
    private async Task<string> ClaimAsync(RedisKey request, JobRecord job)
    {
        while (true)
        {
            if (await _db.StringSetAsync(request, job.JobId, JobLease.Lifetime, When.NotExists)) return job.JobId;
            var holder = await _db.StringGetAsync(request);
            if (holder.IsNull) continue;
            if (await _db.KeyExistsAsync(Keys.Job(holder.ToString()))) return holder.ToString();
            // The holder has expired or was deleted; of those who see it, one takes its place.
            var transaction = _db.CreateTransaction();
            transaction.AddCondition(Condition.StringEqual(request, holder));
            _ = transaction.StringSetAsync(request, job.JobId, JobLease.Lifetime);
            if (await transaction.CommitAsync(_db, request)) return job.JobId;
        }
    }

    /// <summary>A repeat of a submission finds its job for as long as that is there.</summary>
    private async Task KeepRequestAsync(RedisValue requestId, TimeSpan ttl)
    {
        if (requestId.ToString() is { Length: > 0 } id) await _db.KeyExpireAsync(Keys.Request(id), ttl);
    }

    private static TimeSpan TtlOf(RedisValue seconds) => TimeSpan.FromSeconds(double.Parse(seconds.ToString(), CultureInfo.InvariantCulture));

    private void End(ITransaction transaction, string jobId, TimeSpan ttl)
    {
        _ = transaction.HashDeleteAsync(Keys.Job(jobId), JobWrites.UnfinishedField);
        _ = transaction.KeyDeleteAsync([Keys.WaitingUnits(jobId), Keys.BegunUnits(jobId)]);
        SetExpiry(transaction, jobId, ttl);
    }

    private void SetExpiry(ITransaction transaction, string jobId, TimeSpan ttl)
    {
        _ = transaction.HashSetAsync(Keys.Job(jobId), "expires", (clock.GetUtcNow() + ttl).ToUnixTimeMilliseconds());
        ExpireAll(transaction, jobId, ttl);
    }

    private static void ExpireAll(ITransaction transaction, string jobId, TimeSpan ttl)
    {
        foreach (var key in Keys.OfJob(jobId)) _ = transaction.KeyExpireAsync(key, ttl);
    }
}
