using System.Runtime.InteropServices;
using AttentionViz.V1;

namespace AttentionViz.EndToEnd.Tests;

/// <summary>Maps that start from an earlier job's and are laid over them.</summary>
public sealed class InitFromTests(Platform platform) : IClassFixture<Platform>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SubmitJob_FromAnEarlierJob_MapsStayNearItsMapsAndTellSo()
    {
        var earlier = await RunAsync(Spec("mini-bert", 30));
        var alone = await RunAsync(Spec("mini-bert", 15));
        var spec = Spec("mini-bert", 15);
        spec.InitFrom = earlier.JobId;
        spec.Maps.Add(new MapSpec { Method = MapMethod.Umap, Dimensions = 3 });

        var (continued, again) = (await RunAsync(spec), await RunAsync(spec));

        var atlas = await platform.AtlasAsync(continued.JobId, Stop);
        Assert.Equal(earlier.JobId, atlas.Spec.InitFrom);
        double stayed = 0, moved = 0;
        foreach (var head in atlas.Heads)
        {
            Assert.Equal([earlier.JobId, earlier.JobId, ""], head.Maps.Select(m => m.InitFrom));
            var map = await platform.MapAsync(continued.JobId, head, head.Maps[0], Stop);
            Assert.Equal(map, await platform.MapAsync(again.JobId, head, head.Maps[0], Stop));
            var before = await platform.MapAsync(earlier.JobId, head, head.Maps[0], Stop);
            stayed += Distance(map, before);
            moved += Distance(await platform.MapAsync(alone.JobId, head, head.Maps[0], Stop), before);
        }

        Assert.True(stayed < 0.5 * moved, $"{stayed} against {moved}");
    }

    [Fact]
    public async Task SubmitJob_FromAJobWhoseTokensDiffer_FailsAndNamesIt()
    {
        var earlier = await RunAsync(Spec("mini-bert", 10));
        var spec = Spec("mini-gpt", 10);
        spec.InitFrom = earlier.JobId;

        var job = await RunAsync(spec);

        Assert.Equal(JobState.Failed, job.State);
        Assert.Equal("INIT_FROM_OTHER_TOKENS", job.Failure.Reason);
        Assert.Contains(earlier.JobId, job.Failure.Message, StringComparison.Ordinal);
    }

    private static JobSpec Spec(string model, double perplexity) => new()
    {
        ModelId = model,
        TokenBudget = 200,
        Layers = { 0 },
        Tsne = new TsneParameters { Perplexity = perplexity },
        Maps = { new MapSpec { Method = MapMethod.Tsne, Dimensions = 2 }, new MapSpec { Method = MapMethod.Pca, Dimensions = 2 } },
    };

    private async Task<Job> RunAsync(JobSpec spec)
    {
        var corpus = await platform.UploadSampleAsync(Stop);
        spec.CorpusId = corpus.CorpusId;
        return await platform.EndAsync((await platform.SubmitAsync(spec, null, Stop)).JobId, Stop);
    }

    /// <summary>Of maps brought to one radius: t-SNE drives islands apart for as long as it runs.</summary>
    private static double Distance(byte[] left, byte[] right)
    {
        var (a, b) = (Unit(left), Unit(right));
        return a.Zip(b, (x, y) => Math.Pow(x - y, 2)).Sum();
    }

    private static double[] Unit(byte[] map)
    {
        var values = MemoryMarshal.Cast<byte, float>(map).ToArray();
        var radius = Math.Sqrt(values.Sum(x => (double)x * x));
        return [.. values.Select(x => x / radius)];
    }
}
