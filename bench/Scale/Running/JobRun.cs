using AttentionViz.Bench.Scale.Corpora;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using Google.Protobuf;
using Grpc.Core;

namespace AttentionViz.Bench.Scale.Running;

/// <summary>One job on a deployment, watched as a client would, with the counters read at each change of its state.</summary>
internal sealed class JobRun(Deployment deployment, CancellationToken stop)
{
    private const int ChunkBytes = 1 << 19;

    private readonly JobService.JobServiceClient _jobs = new(deployment.Channel);

    /// <param name="layers">Map the heads of so many layers; 0 = all.</param>
    public async Task<RunResult> RunAsync(GeneratedCorpus corpus, int workers, int budget, int layers)
    {
        var published = await BusCounters.ReadAsync(deployment.RabbitMq, stop);
        var start = await Snapshot.TakeAsync(deployment);
        var corpusId = await UploadAsync(corpus.Text);
        var uploaded = await Snapshot.TakeAsync(deployment);
        var spec = new JobSpec { ModelId = Deployment.Model, CorpusId = corpusId, TokenBudget = budget, Layers = { Enumerable.Range(0, layers) } };
        var jobId = (await _jobs.SubmitJobAsync(new SubmitJobRequest { Spec = spec }, cancellationToken: stop)).Job.JobId;
        var (planned, extracted, projected) = await WatchAsync(jobId);
        var job = (await _jobs.GetJobAsync(new GetJobRequest { JobId = jobId }, cancellationToken: stop)).Job;
        if (job.CorpusTokens != corpus.Tokens) throw new InvalidOperationException($"{corpus.Tokens} tokens were made, {job.CorpusTokens} counted");
        var plan = await new PlanStore(deployment.Redis).ReadAsync(jobId);
        var heads = (await new HeadStore(deployment.Redis, new JobEvents(deployment.Redis, TimeProvider.System)).ListAsync(jobId)).Values;
        return new RunResult
        {
            Tokens = job.CorpusTokens,
            CorpusBytes = corpus.Text.Length,
            Sequences = job.CorpusSequences,
            Shards = plan.Count,
            DrawnShards = plan.Count(s => s.Rows > 0),
            Heads = heads.Count(),
            SampledTokens = job.SampledTokens,
            Workers = workers,
            Budget = budget,
            Events = job.LastSequence,
            Stages = [uploaded.Since(start, "upload"), planned.Since(uploaded, "plan"), extracted.Since(planned, "extract"), projected.Since(extracted, "project")],
            PeakBytes = projected.Processes.ToDictionary(p => p.Key, p => p.Value.PeakBytes),
            StoreBytes = await KeyBytesAsync(jobId, corpusId),
            StoreBefore = start.Store.UsedBytes,
            StoreAfter = projected.Store.UsedBytes,
            StorePeak = projected.Store.PeakBytes,
            Bus = (await BusCounters.ReadAsync(deployment.RabbitMq, stop)).Since(published),
            ShardTokens = Spread.Of(plan.Select(s => (double)s.Tokens)),
            HeadSeconds = Spread.Of(heads.Select(h => h.Seconds.Values.Sum())),
        };
    }

    private async Task<string> UploadAsync(byte[] text)
    {
        using var call = new CorpusService.CorpusServiceClient(deployment.Channel).UploadCorpus(cancellationToken: stop);
        await call.RequestStream.WriteAsync(new UploadCorpusRequest { Header = new CorpusHeader { Name = "generated", Format = CorpusFormat.Text } }, stop);
        foreach (var chunk in text.Chunk(ChunkBytes)) await call.RequestStream.WriteAsync(new UploadCorpusRequest { Chunk = ByteString.CopyFrom(chunk) }, stop);
        await call.RequestStream.CompleteAsync();
        return (await call).Corpus.CorpusId;
    }

    /// <summary>When planning, extracting and projecting had ended.</summary>
    private async Task<(Snapshot Planned, Snapshot Extracted, Snapshot Projected)> WatchAsync(string jobId)
    {
        var at = new Dictionary<JobState, Snapshot>();
        using var watch = _jobs.WatchJob(new WatchJobRequest { JobId = jobId, AfterSequence = 1 }, cancellationToken: stop);
        await foreach (var happened in watch.ResponseStream.ReadAllAsync(stop))
        {
            if (happened.StateChange is not { } change) continue;
            if (change.State == JobState.Failed) throw new InvalidOperationException($"the job failed: {change.Failure.Message}");
            at[change.State] = await Snapshot.TakeAsync(deployment);
        }

        return (at[JobState.Extracting], at[JobState.Projecting], at[JobState.Succeeded]);
    }

    /// <summary>Bytes of memory of every key of the job and its corpus, by the last part of its name.</summary>
    private async Task<IReadOnlyDictionary<string, long>> KeyBytesAsync(string jobId, string corpusId)
    {
        var bytes = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var key in Keys.OfJob(jobId).Append(Keys.CorpusShards(corpusId)))
        {
            var size = await deployment.Redis.GetDatabase().ExecuteAsync("MEMORY", "USAGE", key, "SAMPLES", "0");
            if (!size.IsNull) bytes[key.ToString().Split(':')[^1]] = (long)size;
        }

        return bytes;
    }
}
