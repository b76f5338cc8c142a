using System.Text;
using AttentionViz.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace AttentionViz.Observability.Tests;

/// <summary>What the tests ask of a gateway.</summary>
internal sealed class Calls(GrpcChannel channel)
{
    /// <summary>Of a shard; the corpus has a few more.</summary>
    public const int ShardSequences = 4;

    public const int Shards = 3;

    public const string Model = "mini-bert";

    private static readonly string Corpus = string.Join('\n', Enumerable.Range(0, Shards * ShardSequences).Select(i => $"The {i}th sentence is a sentence about sentence number {i}, and no other."));

    public static IReadOnlyList<HeadRef> Heads { get; } = [new HeadRef { Layer = 0, Head = 0 }, new HeadRef { Layer = 1, Head = 1 }];

    /// <summary>Two heads, a map of each method.</summary>
    public static JobSpec Whole => new()
    {
        ModelId = Model,
        Heads = { Heads },
        Maps =
        {
            new MapSpec { Method = MapMethod.Pca, Dimensions = 2 },
            new MapSpec { Method = MapMethod.Tsne, Dimensions = 2 },
            new MapSpec { Method = MapMethod.Umap, Dimensions = 3 },
        },
    };

    /// <summary>That there are too few points shows only once the corpus is tokenized.</summary>
    public static JobSpec Impossible => new()
    {
        ModelId = Model,
        Heads = { Heads },
        Maps = { new MapSpec { Method = MapMethod.Tsne, Dimensions = 2 } },
        Tsne = new TsneParameters { Perplexity = 500 },
    };

    private readonly JobService.JobServiceClient _jobs = new(channel);
    private readonly AtlasService.AtlasServiceClient _atlases = new(channel);
    private readonly ExploreService.ExploreServiceClient _explore = new(channel);

    /// <summary>The job's id, once it has ended.</summary>
    public async Task<string> RunJobAsync(JobSpec spec, CancellationToken stop)
    {
        await WaitForModelAsync(stop);
        var inline = new InlineCorpus { Header = new CorpusHeader { Name = "numbers", Format = CorpusFormat.Text }, Content = ByteString.CopyFrom(Encoding.UTF8.GetBytes(Corpus)) };
        var job = (await _jobs.SubmitJobAsync(new SubmitJobRequest { Spec = spec, InlineCorpus = inline }, cancellationToken: stop)).Job;
        using var watch = _jobs.WatchJob(new WatchJobRequest { JobId = job.JobId }, cancellationToken: stop);
        await foreach (var seen in watch.ResponseStream.ReadAllAsync(stop)) { }
        return job.JobId;
    }

    public async Task<JobState> StateAsync(string jobId, CancellationToken stop) =>
        (await _jobs.GetJobAsync(new GetJobRequest { JobId = jobId }, cancellationToken: stop)).Job.State;

    /// <summary>Reads a map twice: the second time the gateway has it at hand.</summary>
    public async Task LookAsync(string jobId, CancellationToken stop)
    {
        for (var time = 0; time < 2; time++)
        {
            using var call = _atlases.StreamMap(new StreamMapRequest { JobId = jobId, Layer = 0, Head = 0, Method = MapMethod.Pca, Dimensions = 2 }, cancellationToken: stop);
            await foreach (var part in call.ResponseStream.ReadAllAsync(stop)) { }
            using var tokens = _atlases.StreamTokens(new StreamTokensRequest { JobId = jobId }, cancellationToken: stop);
            await foreach (var part in tokens.ResponseStream.ReadAllAsync(stop)) { }
        }
    }

    public async Task PlaceAsync(string jobId, CancellationToken stop)
    {
        var request = new ProjectSequencesRequest { JobId = jobId, Sequences = { new NewSequence { Text = "One more sentence." } } };
        using var call = _explore.ProjectSequences(request, cancellationToken: stop);
        await foreach (var part in call.ResponseStream.ReadAllAsync(stop)) { }
    }

    private async Task WaitForModelAsync(CancellationToken stop)
    {
        var models = new ModelService.ModelServiceClient(channel);
        await Testing.Eventually.HoldsAsync(
            async () => (await models.ListModelsAsync(new ListModelsRequest(), cancellationToken: stop)).Models.Any(m => m.ModelId == Model), $"{Model} is known", stop);
    }
}
