using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.EndToEnd.Tests;

/// <summary>Faults of new sequences that only a worker can see.</summary>
public sealed class PlacingFaultTests(PlacingPlatform platform) : IClassFixture<PlacingPlatform>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ProjectSequences_IdOutsideTheVocabulary_NamesTheSequence()
    {
        var job = await JobAsync(LongSequences.Cut);
        await AssertRefusedAsync(job, "sequences[1] has token id 5000000 at position 1", PlacingCalls.Text("good"), new NewSequence { Ids = new TokenIds { Ids = { 1, 5_000_000 } } });
    }

    [Fact]
    public async Task ProjectSequences_LongSequence_IsCutOrRefusedAsTheJobSays()
    {
        var text = PlacingCalls.Text("one two three four five six seven eight nine ten eleven twelve");

        var placed = await platform.PlaceAsync(new ProjectSequencesRequest { JobId = (await JobAsync(LongSequences.Cut)).JobId, Sequences = { text } }, Stop);

        var sequence = Assert.Single(placed.Tokens.Sequences);
        Assert.Equal((8, true), (sequence.Tokens, sequence.Truncated));
        await AssertRefusedAsync(await JobAsync(LongSequences.Skip), "sequences[0] has more than the 8 tokens that are taken", text);
    }

    [Fact]
    public async Task ProjectSequences_Ids_AreTakenAsTheyAre()
    {
        var placed = await platform.PlaceAsync(
            new ProjectSequencesRequest { JobId = (await JobAsync(LongSequences.Cut)).JobId, Sequences = { new NewSequence { Ids = new TokenIds { Ids = { 5, 9, 7 } } } } }, Stop);

        Assert.Equal([5, 9, 7], placed.Tokens.TokenIds);
        Assert.All(placed.Heads, h => Assert.Equal((3L, 3L), (h.Queries, h.Keys)));
    }

    private Task<Job> JobAsync(LongSequences rule) => platform.JobAsync(
        $"long {rule}",
        new JobSpec
        {
            ModelId = "mini-bert",
            TokenBudget = 60,
            MaxSequenceTokens = 8,
            LongSequences = rule,
            Heads = { new HeadRef { Layer = 1 } },
            Maps = { new MapSpec { Method = MapMethod.Pca, Dimensions = 2 } },
        },
        Stop);

    private async Task AssertRefusedAsync(Job job, string says, params NewSequence[] sequences)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => platform.PlaceAsync(new ProjectSequencesRequest { JobId = job.JobId, Sequences = { sequences } }, Stop));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.StartsWith(says, refused.Status.Detail, StringComparison.Ordinal);
        Assert.Empty(await platform.PlacingKeysAsync());
    }
}
