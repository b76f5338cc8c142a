using AttentionViz.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace AttentionViz.Bench.Gateway;

/// <summary>Keeps the workers busy: a job of mini-bert over the sample sentences, again as soon as it has ended.</summary>
internal sealed class RunningJob : IAsyncDisposable
{
    private const string ModelId = "mini-bert";

    private readonly CancellationTokenSource _stop = new();
    private readonly GrpcChannel _channel;
    private readonly Task _running;

    private RunningJob(GrpcChannel channel)
    {
        _channel = channel;
        _running = RunAsync(new JobService.JobServiceClient(_channel));
    }

    /// <summary>Heads that were mapped meanwhile.</summary>
    public int Heads { get; private set; }

    /// <summary>Waits until the workers offer the model, then begins.</summary>
    public static async Task<RunningJob> StartAsync(string gateway)
    {
        var channel = GrpcChannel.ForAddress(gateway);
        var models = new ModelService.ModelServiceClient(channel);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while ((await models.ListModelsAsync(new ListModelsRequest())).Models.All(m => m.ModelId != ModelId)) await look.WaitForNextTickAsync();
        return new RunningJob(channel);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled)
        {
            // Told to stop.
        }

        _channel.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(JobService.JobServiceClient jobs)
    {
        var corpus = new InlineCorpus
        {
            Header = new CorpusHeader { Name = "sentences", Format = CorpusFormat.Jsonl },
            Content = ByteString.CopyFrom(await File.ReadAllBytesAsync(Places.Of("samples/sentences.jsonl"))),
        };
        for (var seed = 0UL; !_stop.IsCancellationRequested; seed++)
        {
            var request = new SubmitJobRequest { Spec = new JobSpec { ModelId = ModelId, Seed = seed }, InlineCorpus = corpus };
            var job = (await jobs.SubmitJobAsync(request, cancellationToken: _stop.Token)).Job;
            using var watch = jobs.WatchJob(new WatchJobRequest { JobId = job.JobId }, cancellationToken: _stop.Token);
            await foreach (var happened in watch.ResponseStream.ReadAllAsync(_stop.Token))
            {
                if (happened.StateChange is { State: JobState.Failed } failed) throw new InvalidOperationException(failed.Failure.Message);
                if (happened.HeadReady is not null) Heads++;
            }
        }
    }
}
