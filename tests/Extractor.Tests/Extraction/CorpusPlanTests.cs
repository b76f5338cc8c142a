using AttentionViz.Extractor.Extraction;
using AttentionViz.Numerics.Sampling;
using CsCheck;

namespace AttentionViz.Extractor.Tests.Extraction;

public sealed class CorpusPlanTests
{
    private static readonly Gen<int?[][]> Shards =
        Gen.Select(Gen.Int[1, 30], Gen.Bool, (tokens, skipped) => skipped ? (int?)null : tokens).Array[0, 12].Array[1, 8]
            .Where(shards => shards.Any(s => s.Any(l => l is not null)));

    [Fact]
    public void Draw_AnyCorpus_DrawsOfWhatIsLeftAsIfTheRestWereNotThere() =>
        Gen.Select(Shards, Gen.Int[1, 300], Gen.ULong).Sample((shards, budget, seed) =>
        {
            var plan = CorpusPlan.Draw(shards, budget, seed);

            var left = shards.SelectMany((s, i) => s.Index().Where(l => l.Item is not null).Select(l => (Shard: i, Place: l.Index, Tokens: l.Item!.Value))).ToList();
            var expected = SequenceSampler.Choose([.. left.Select(l => l.Tokens)], budget, seed).Select(i => left[i]).ToList();
            Assert.Equal(expected.Select(e => (e.Shard, e.Place)), plan.Index().SelectMany(p => p.Item.Sampled.Select(place => (p.Index, place))));
            Assert.Equal(expected.Select(e => e.Tokens), plan.SelectMany(p => p.Lengths));
            var row = 0L;
            foreach (var (shard, planned) in shards.Zip(plan))
            {
                Assert.Equal(row, planned.FirstRow);
                row += planned.Lengths.Sum();
                Assert.Equal(shard.Sum(l => l ?? 0), planned.Tokens);
                Assert.Equal(shard.Index().Where(l => l.Item is null).Select(l => l.Index), planned.Skipped);
                Assert.Empty(planned.Skipped.Intersect(planned.Sampled));
            }
        });

    [Fact]
    public void Draw_BudgetForAll_DrawsEverySequenceThatIsNotSkipped()
    {
        var plan = CorpusPlan.Draw([[3, null, 4], [null, null], [5]], 100, 1);

        Assert.Equal([[0, 2], [], [0]], plan.Select(p => p.Sampled));
        Assert.Equal([[1], [0, 1], []], plan.Select(p => p.Skipped));
        Assert.Equal([7L, 0L, 5L], plan.Select(p => p.Tokens));
        Assert.Equal([0L, 7L, 7L], plan.Select(p => p.FirstRow));
    }
}
