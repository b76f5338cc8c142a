using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Extraction.Statistics;
using AttentionViz.Extractor.Running;
using AttentionViz.Pipeline.Atlases.Statistics;
using CsCheck;
using TokenSide = AttentionViz.V1.TokenSide;

namespace AttentionViz.Extractor.Tests.Extraction;

/// <summary>The kernels against the definitions, and what adding up in any order gives.</summary>
public sealed class StatisticsTests
{
    private static readonly Gen<(int Seed, int Length, int Width, bool Causal)> Cases =
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[1, 90], Gen.Int[1, 40], Gen.Bool);

    [Fact]
    public void Behaviour_RandomHeads_EqualsTheDefinitions() => Cases.Sample(c =>
    {
        var head = new RandomSequence(new Random(c.Seed), c.Length, c.Width);
        var expected = NaiveStatistics.Behaviour(head.Tokens, head.Queries, head.Keys, c.Width, 0.7f, c.Causal);

        var actual = Behaviour(head, c.Causal);

        for (var i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) <= 2e-5 * (1 + Math.Abs(expected[i])), $"sum {i}: {actual[i]} instead of {expected[i]}");
    }, iter: 200);

    [Fact]
    public void Behaviour_RandomHeadsOfImages_EqualsTheDefinitions() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[1, 9], Gen.Int[1, 9], Gen.Int[0, 3], Gen.Bool).Sample((seed, rows, columns, leading, causal) =>
        {
            var head = new RandomSequence(new Random(seed), new PatchGrid(rows, columns, leading), 6);
            var expected = NaiveStatistics.Behaviour(head.Tokens, head.Queries, head.Keys, 6, 0.7f, causal);

            var actual = Behaviour(head, causal);

            for (var i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) <= 2e-5 * (1 + Math.Abs(expected[i])), $"sum {i}: {actual[i]} instead of {expected[i]}");
        }, iter: 200);

    [Fact]
    public void Moments_RandomHeads_EqualsTheDefinitions() => Cases.Sample(c =>
    {
        var head = new RandomSequence(new Random(c.Seed), c.Length, c.Width, spread: 30);

        Close(NaiveStatistics.Moments(head.Queries, c.Width), Moments(RandomSequence.Dense(head.Queries, c.Width), c.Length), 1e-12);
    }, iter: 200);

    /// <summary>Outputs of a graph are read where they lie, in whatever order the graph has.</summary>
    [Fact]
    public void Kernels_RowsInAnyOrderOfMemory_GiveTheSameBytes()
    {
        const int Length = 37, Width = 12;
        var head = new RandomSequence(new Random(3), Length, Width);
        var dense = Behaviour(head, causal: true);
        var spaced = new float[Length * Width * 3];
        var turned = new float[Length * Width];
        for (var i = 0; i < Length; i++)
        {
            for (var d = 0; d < Width; d++)
                (spaced[(i * Width * 3) + d], turned[(d * Length) + i]) = (head.Queries[(i * Width) + d], head.Keys[(i * Width) + d]);
        }

        var sums = new double[BehaviourSums.Length];
        BehaviourKernel.Run(
            new HeadRows(spaced, Length, Width, 3 * Width, 1), new HeadRows(turned, Length, Width, 1, Length), 0.7f,
            new SequenceFacts(head.Tokens, new AttentionForm(true)), Scratch.OfThread, sums);

        Assert.Equal(dense, sums);
        Assert.Equal(
            Moments(RandomSequence.Dense(head.Keys, Width), Length), Moments(new HeadRows(turned, Length, Width, 1, Length), Length));
    }

    [Fact]
    public void RunningSums_SequencesInAnyOrder_GiveTheSameBytes()
    {
        var sequences = Enumerable.Range(0, 300).Select(i => new RandomSequence(new Random(i), 1 + (i % 40), 8, spread: 1 + (i % 7))).ToList();
        var forth = new RunningSums(MomentSums.Length(8));
        var sorted = new RunningSums(MomentSums.Length(8));

        foreach (var s in sequences) forth.Add(Moments(RandomSequence.Dense(s.Keys, 8), s.Tokens.Length));
        foreach (var s in sequences.OrderByDescending(s => s.Tokens.Length)) sorted.Add(Moments(RandomSequence.Dense(s.Keys, 8), s.Tokens.Length));

        Assert.Equal(forth.ToArray(), sorted.ToArray());
    }

    [Fact]
    public void Behaviour_CrossHeadOfAnyLengths_EqualsTheDefinition() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[1, 70], Gen.Int[1, 70]).Sample((seed, source, target) =>
        {
            var whole = new RandomSequence(new Random(seed), source + target, 5);
            var tokens = whole.Tokens with { SourceLength = source };
            float[] queries = whole.Queries[(source * 5)..], keys = whole.Keys[..(source * 5)];
            var sums = new double[BehaviourSums.Length];

            BehaviourKernel.Run(
                RandomSequence.Dense(queries, 5), RandomSequence.Dense(keys, 5), 0.7f,
                new SequenceFacts(tokens, new AttentionForm(false, TokenSide.Target, TokenSide.Source)), Scratch.OfThread, sums);

            Close(NaiveStatistics.CrossBehaviour(tokens, queries, keys, 5, 0.7f), sums, 1e-4);
        }, iter: 200);

    /// <summary>A side that attends to itself has the figures of a sequence that is this side alone.</summary>
    [Fact]
    public void Behaviour_SelfAttentionOfTheTarget_IsThatOfTheTargetAlone()
    {
        var whole = new RandomSequence(new Random(3), 40, 6);
        EncodedSequence Part(Range r) => whole.Tokens with { Ids = whole.Tokens.Ids[r], Texts = whole.Tokens.Texts[r], Special = whole.Tokens.Special[r] };
        float[] queries = whole.Queries[(13 * 6)..], keys = whole.Keys[(13 * 6)..];
        double[] Sums(SequenceFacts facts)
        {
            var sums = new double[BehaviourSums.Length];
            BehaviourKernel.Run(RandomSequence.Dense(queries, 6), RandomSequence.Dense(keys, 6), 0.7f, facts, Scratch.OfThread, sums);
            return sums;
        }

        var side = Sums(new SequenceFacts(whole.Tokens with { SourceLength = 13 }, new AttentionForm(true, TokenSide.Target, TokenSide.Target)));

        Assert.Equal(Sums(new SequenceFacts(Part(13..), new AttentionForm(true))), side);
    }

    [Fact]
    public void Profile_OfACrossHead_HasNoHabitOfPlace()
    {
        var sums = new double[BehaviourSums.Length];
        Array.Fill(sums, 0.5);
        sums[BehaviourSums.Queries] = 1;
        Array.Clear(sums, BehaviourSums.DistanceQueries, DistanceBins.ExactCount);

        var profile = HeadProfiles.Profile(new BehaviourSums(sums), cross: true);

        Assert.Equal((0, 0, 0), (profile.Previous, profile.Self, profile.Next));
        Assert.Equal((0, 0, 0), (profile.PreviousScore, profile.NextScore, profile.PositionalScore));
        Assert.Equal((0.5, 0.5, 0.5), (profile.First, profile.SameToken, profile.SinkScore));
    }

    [Fact]
    public void Shards_AnySplit_AddUpToTheSameTotals() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[1, 20], Gen.Int[1, 60]).Sample((seed, shards, count) =>
        {
            var random = new Random(seed);
            var sequences = Enumerable.Range(0, count).Select(_ => new RandomSequence(random, 1 + random.Next(30), 6)).ToList();
            var whole = new RunningSums(MomentSums.Length(6));
            var parts = Enumerable.Range(0, shards).Select(_ => new RunningSums(MomentSums.Length(6))).ToList();
            foreach (var s in sequences)
            {
                var moments = Moments(RandomSequence.Dense(s.Queries, 6), s.Tokens.Length);
                whole.Add(moments);
                parts[random.Next(shards)].Add(moments);
            }

            var total = MomentSums.Empty(6);
            foreach (var part in parts) total.Add(new MomentSums(6, part.ToArray()));

            var everything = new MomentSums(6, NaiveStatistics.Moments([.. sequences.SelectMany(s => s.Queries)], 6));
            Close(whole.ToArray(), total.Values, 1e-12);
            Close(everything.Values, total.Values, 1e-12);
            Close(everything.Covariance(), total.Covariance(), 1e-11);
            Assert.Equal(everything.TotalVariance, total.TotalVariance, 1e-9);
        }, iter: 100);

    private static double[] Behaviour(RandomSequence head, bool causal)
    {
        var sums = new double[BehaviourSums.Length];
        BehaviourKernel.Run(
            RandomSequence.Dense(head.Queries, head.Width), RandomSequence.Dense(head.Keys, head.Width), 0.7f,
            new SequenceFacts(head.Tokens, new AttentionForm(causal)), Scratch.OfThread, sums);
        return sums;
    }

    private static double[] Moments(HeadRows rows, int length)
    {
        var sums = new double[MomentSums.Length(rows.Width)];
        MomentKernel.Run(rows, length, Scratch.OfThread, sums);
        return sums;
    }

    /// <summary>Relative to the largest: a sum near 0 has no digits of its own.</summary>
    private static void Close(double[] expected, double[] actual, double tolerance)
    {
        var largest = expected.Max(Math.Abs);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance * Math.Max(largest, 1));
    }
}
