using System.Diagnostics;
using AttentionViz.V1;
using Google.Protobuf;
using Grpc.Net.Client;

namespace AttentionViz.Bench.Jobs;

/// <summary>Cancels jobs at random moments of extracting and projecting, and times until their watchers see CANCELLED.</summary>
internal sealed class CancelMeasurement(Uri gateway, string model) : IDisposable
{
    private const double AskedSeconds = 2;
    private const int LongestDelayMilliseconds = 1500;

    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(gateway);
    private readonly Random _random = new(1);
    private string _corpusId = "";

    private JobService.JobServiceClient Jobs => new(_channel);

    public void Dispose() => _channel.Dispose();

    public async Task UploadAsync(FileInfo corpus, int repeat, CancellationToken stop)
    {
        using var call = new CorpusService.CorpusServiceClient(_channel).UploadCorpus(cancellationToken: stop);
        var format = corpus.Extension == ".jsonl" ? CorpusFormat.Jsonl : CorpusFormat.Text;
        await call.RequestStream.WriteAsync(new UploadCorpusRequest { Header = new CorpusHeader { Name = corpus.Name, Format = format } }, stop);
        var content = await File.ReadAllBytesAsync(corpus.FullName, stop);
        for (var i = 0; i < repeat; i++)
        {
            foreach (var chunk in content.Chunk(1 << 19))
                await call.RequestStream.WriteAsync(new UploadCorpusRequest { Chunk = ByteString.CopyFrom(chunk) }, stop);
        }

        await call.RequestStream.CompleteAsync();
        _corpusId = (await call).Corpus.CorpusId;
    }

    public async Task RunAsync(int count, TextWriter output, CancellationToken stop)
    {
        await output.WriteLineAsync($"{"cancelled in",-14}{"jobs",6}{"p50 s",9}{"max s",9}{"asked s",9}");
        foreach (var state in new[] { JobState.Extracting, JobState.Projecting })
        {
            var seconds = new List<double>();
            for (var attempt = 0; seconds.Count < count && attempt < 3 * count; attempt++)
                if (await CancelOneAsync(state, stop) is { } took) seconds.Add(took);
            seconds.Sort();
            await output.WriteLineAsync(seconds.Count == 0
                ? $"{state,-14}{0,6}   every job was through before it could be cancelled: raise --repeat"
                : FormattableString.Invariant($"{state,-14}{seconds.Count,6}{seconds[seconds.Count / 2],9:0.000}{seconds[^1],9:0.000}{AskedSeconds,9:0.0}"));
        }
    }

    /// <summary>Seconds from the call to the event; null when the job left the state first.</summary>
    private async Task<double?> CancelOneAsync(JobState state, CancellationToken stop)
    {
        // Enough points that a head takes seconds.
        var spec = new JobSpec { ModelId = model, CorpusId = _corpusId, TokenBudget = state == JobState.Projecting ? 20_000 : 1000 };
        var job = (await Jobs.SubmitJobAsync(new SubmitJobRequest { Spec = spec }, cancellationToken: stop)).Job;
        using var watch = Jobs.WatchJob(new WatchJobRequest { JobId = job.JobId, AfterSequence = 1 }, cancellationToken: stop);
        while (await watch.ResponseStream.MoveNext(stop) && watch.ResponseStream.Current.StateChange?.State != state)
        {
            if (watch.ResponseStream.Current.StateChange?.State is JobState.Failed) throw new InvalidOperationException(watch.ResponseStream.Current.StateChange.Failure.Message);
        }

        await Task.Delay(_random.Next(LongestDelayMilliseconds), stop);
        var before = (await Jobs.GetJobAsync(new GetJobRequest { JobId = job.JobId }, cancellationToken: stop)).Job.State;
        var asked = Stopwatch.GetTimestamp();
        await Jobs.CancelJobAsync(new CancelJobRequest { JobId = job.JobId }, cancellationToken: stop);
        var last = JobState.Unspecified;
        while (await watch.ResponseStream.MoveNext(stop)) last = watch.ResponseStream.Current.StateChange?.State ?? last;
        var took = Stopwatch.GetElapsedTime(asked).TotalSeconds;
        await Jobs.DeleteJobAsync(new DeleteJobRequest { JobId = job.JobId }, cancellationToken: stop);
        return before == state && last == JobState.Cancelled ? took : null;
    }
}
