using System.Globalization;
using System.Net;
using AttentionViz.Cli.Embedded;
using AttentionViz.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace AttentionViz.Bench.Placing;

/// <summary>Starts the platform, makes a job to place into, and times calls: the first, warm ones, and ones beside a running job.</summary>
internal static class Measurement
{
    private const string Aim = "aim: a sentence placed within 1 to 2 s";
    private static readonly string[] Words = ["river", "stone", "winter", "lamp", "orchard", "sparrow", "ladder", "harbour"];

    public static async Task<int> RunAsync(string model, int budget, int calls, bool attention, CancellationToken stop)
    {
        var models = ShippedFiles.Models() ?? throw new DirectoryNotFoundException("no bundled models here; run this in the repository");
        await using var host = await EmbeddedHost.StartAsync(new HostSettings(IPAddress.Loopback, 0, 0, [models], false), stop);
        using var channel = GrpcChannel.ForAddress(host.Grpc);
        var (jobs, explore) = (new JobService.JobServiceClient(channel), new ExploreService.ExploreServiceClient(channel));
        var corpus = await UploadAsync(new CorpusService.CorpusServiceClient(channel), stop);
        var spec = new JobSpec { ModelId = model, CorpusId = corpus.CorpusId, TokenBudget = budget };
        var job = await EndAsync(jobs, await SubmitAsync(jobs, spec, stop), stop);
        if (job.State != JobState.Succeeded) throw new InvalidOperationException(job.Failure.Message);
        Console.WriteLine($"{model}, {job.SampledTokens} tokens drawn, maps {string.Join(", ", job.Spec.Maps.Select(m => $"{m.Method} {m.Dimensions}-D"))}, {Environment.ProcessorCount} cores{(attention ? ", with attention" : "")}; {Aim}");
        ProjectSequencesRequest Ask(int i) => new()
        {
            JobId = job.JobId,
            Sequences = { new NewSequence { Text = $"the old man saw a {Words[i % Words.Length]} near the house and did not say a word" } },
            WithAttention = attention,
        };

        Report("first call", [await CallTimes.OfAsync(explore, Ask(0), stop)]);
        await CallsAsync(explore, Ask, calls, stop);
        Report("warm calls", await CallsAsync(explore, Ask, calls, stop));

        // Larger than the first, so that it outlasts the calls.
        var large = spec.Clone();
        large.TokenBudget = 20 * budget;
        var running = await SubmitAsync(jobs, large, stop);
        foreach (var state in new[] { JobState.Extracting, JobState.Projecting })
        {
            await ReachAsync(jobs, running, state, stop);
            var during = await CallsAsync(explore, Ask, calls / 2, stop);
            var now = (await jobs.GetJobAsync(new GetJobRequest { JobId = running }, cancellationToken: stop)).Job.State;
            Report($"while a job is {state}{(now == state ? "" : $" (at the end {now})")}", during);
        }

        await jobs.CancelJobAsync(new CancelJobRequest { JobId = running }, cancellationToken: stop);
        return 0;
    }

    private static async Task<List<CallTimes>> CallsAsync(ExploreService.ExploreServiceClient explore, Func<int, ProjectSequencesRequest> ask, int calls, CancellationToken stop)
    {
        var times = new List<CallTimes>();
        for (var i = 0; i < Math.Max(1, calls); i++) times.Add(await CallTimes.OfAsync(explore, ask(i), stop));
        return times;
    }

    private static void Report(string what, List<CallTimes> times)
    {
        string Of(Func<CallTimes, double> part)
        {
            double[] sorted = [.. times.Select(part).Order()];
            return string.Create(CultureInfo.InvariantCulture, $"p50 {sorted[sorted.Length / 2],6:0} max {sorted[^1],6:0}");
        }

        Console.WriteLine($"{what} ({times.Count}), ms: tokens {Of(t => t.Tokens)} | first head {Of(t => t.FirstHead)} | last head {Of(t => t.LastHead)}");
    }

    private static async Task<Corpus> UploadAsync(CorpusService.CorpusServiceClient corpora, CancellationToken stop)
    {
        var path = ShippedFiles.SampleCorpus(ModelInput.Text) ?? throw new DirectoryNotFoundException("no sample corpus here; run this in the repository");
        using var call = corpora.UploadCorpus(cancellationToken: stop);
        await call.RequestStream.WriteAsync(new UploadCorpusRequest { Header = new CorpusHeader { Name = "sentences", Format = CorpusFormat.Jsonl } }, stop);
        await call.RequestStream.WriteAsync(new UploadCorpusRequest { Chunk = ByteString.CopyFrom(await File.ReadAllBytesAsync(path, stop)) }, stop);
        await call.RequestStream.CompleteAsync();
        return (await call).Corpus;
    }

    private static async Task<string> SubmitAsync(JobService.JobServiceClient jobs, JobSpec spec, CancellationToken stop) =>
        (await jobs.SubmitJobAsync(new SubmitJobRequest { Spec = spec }, cancellationToken: stop)).Job.JobId;

    private static async Task<Job> EndAsync(JobService.JobServiceClient jobs, string jobId, CancellationToken stop)
    {
        using var watch = jobs.WatchJob(new WatchJobRequest { JobId = jobId }, cancellationToken: stop);
        await foreach (var _ in watch.ResponseStream.ReadAllAsync(stop))
        {
            // Only its end matters.
        }

        return (await jobs.GetJobAsync(new GetJobRequest { JobId = jobId }, cancellationToken: stop)).Job;
    }

    private static async Task ReachAsync(JobService.JobServiceClient jobs, string jobId, JobState state, CancellationToken stop)
    {
        using var watch = jobs.WatchJob(new WatchJobRequest { JobId = jobId }, cancellationToken: stop);
        await foreach (var happened in watch.ResponseStream.ReadAllAsync(stop))
            if (happened.Snapshot?.State >= state || happened.StateChange?.State >= state) return;
    }
}
