using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Tests.Explore;

public sealed class SearchTests(GatewayHost host)
{
    [Theory]
    [InlineData("cat", TextMatch.Exact, false)]
    [InlineData(" the ", TextMatch.Unspecified, true)]
    [InlineData("École", TextMatch.Exact, true)]
    [InlineData("σασ", TextMatch.Exact, true)]
    [InlineData("𐐀", TextMatch.Substring, true)]
    [InlineData("𐐀", TextMatch.Substring, false)]
    [InlineData("CAT", TextMatch.Substring, true)]
    [InlineData("cat", TextMatch.Substring, false)]
    [InlineData("^c.t|o[a-z]", TextMatch.Regex, false)]
    [InlineData("^É", TextMatch.Regex, true)]
    [InlineData(@"^\", TextMatch.Substring, true)]
    [InlineData("", TextMatch.Regex, false)]
    public async Task SearchTokens_EachMatch_EqualsLookingAtEveryToken(string text, TextMatch match, bool ignoreCase)
    {
        var job = await ExploreJob.CreateAsync(host, Corpora.Sentences);

        var answer = await SearchAsync(new SearchTokensRequest { JobId = job.JobId, Text = text, Match = match, IgnoreCase = ignoreCase });

        bool Holds(Word word)
        {
            var (mine, wanted) = ignoreCase ? (word.Text.ToUpperInvariant(), text.ToUpperInvariant()) : (word.Text, text);
            return text.Length == 0 || match switch
            {
                TextMatch.Substring => mine.Contains(wanted, StringComparison.Ordinal),
                TextMatch.Regex => Regex.IsMatch(word.Text, text, ignoreCase ? RegexOptions.IgnoreCase | RegexOptions.CultureInvariant : RegexOptions.None),
                _ => mine.Trim() == wanted.Trim(),
            };
        }

        AssertFound(job, answer, Holds);
    }

    [Theory]
    [InlineData("cat sat", TextMatch.Substring, new[] { "0:2", "0:3", "1:7", "1:8" })]
    [InlineData("t s", TextMatch.Substring, new[] { "0:2", "0:3", "1:7", "1:8" })]
    [InlineData("cat", TextMatch.Substring, new[] { "0:2", "1:3", "1:7", "3:4", "6:1", "6:3" })]
    [InlineData("🙂 CAT", TextMatch.Substring, new[] { "1:2", "1:3", "1:6", "1:7" })]
    [InlineData(@"the (cat|mat)$", TextMatch.Regex, new[] { "0:5", "0:6", "6:2", "6:3" })]
    [InlineData("Aa", TextMatch.Substring, new[] { "7:1" })]
    [InlineData("concatenate the CAT ", TextMatch.Exact, new[] { "6:1", "6:2", "6:3" })]
    public async Task SearchTokens_WholeSequences_FindsEveryTokenThatAMatchCovers(string text, TextMatch match, string[] expected)
    {
        var job = await ExploreJob.CreateAsync(host, Corpora.Sentences);

        var answer = await SearchAsync(new SearchTokensRequest { JobId = job.JobId, Text = text, Match = match, Scope = SearchScope.Sequence, IgnoreCase = true });

        Assert.Equal(expected, Rows(answer).Select(row => $"{job.Words[row].Line.Index}:{job.Words[row].Position}"));
    }

    [Fact]
    public async Task SearchTokens_EncoderDecoder_LooksAtBothSides()
    {
        var job = await ExploreJob.CreateAsync(host, Corpora.Pairs, new JobTraits(Model: Corpora.EncoderDecoder));

        AssertFound(job, await SearchAsync(new SearchTokensRequest { JobId = job.JobId, Text = "sat" }), w => w.Text == "sat");
        AssertFound(
            job, await SearchAsync(new SearchTokensRequest { JobId = job.JobId, Text = "n", Match = TextMatch.Substring, Side = TokenSide.Target }),
            w => w.Text.Contains('n', StringComparison.Ordinal) && w.Side == TokenSide.Target);
        AssertFound(job, await SearchAsync(new SearchTokensRequest { JobId = job.JobId, WithoutSpecial = true }), w => !w.Special);
        // Each text is looked at by itself, and its matches are the tokens of its own side.
        AssertFound(
            job, await SearchAsync(new SearchTokensRequest { JobId = job.JobId, Text = "e Katze s", Match = TextMatch.Substring, Scope = SearchScope.Sequence }),
            w => w.Line.Index == 0 && w.Side == TokenSide.Target && !w.Special);
    }

    [Fact]
    public async Task SearchTokens_Filters_AllHoldOfTheSequence()
    {
        var job = await ExploreJob.CreateAsync(host, Corpora.Sentences);
        async Task Check(long[] sequences, params MetadataFilter[] filters) => AssertFound(
            job, await SearchAsync(new SearchTokensRequest { JobId = job.JobId, Filters = { filters } }), w => sequences.Contains(w.Line.Index));

        await Check([0, 1], Equal("topic", "cats"));
        await Check([], Equal("topic", "Cats"));
        await Check([0, 7], Equal("year", "1999"));
        await Check([0], Equal("year", "1999.0"));
        await Check([6], Equal("topic", "12"));
        await Check([1, 3], new MetadataFilter { Field = "id", AnyOf = new TextList { Values = { "s-1", "s-3", "" } } });
        await Check([0, 1, 3], new MetadataFilter { Field = "topic", AnyOf = new TextList { Values = { "cats", "school" } } });
        await Check([1, 6], Range("year", 1999.5, 2010));
        await Check([0], Range("year", null, 1999));
        await Check([1, 6], Range("year", 2000, null));
        await Check([1], Equal("topic", "cats"), Range("year", 2000, null));
        await Check([], Range("topic", 0, 100));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(17)]
    public async Task SearchTokens_PageByPage_GivesEveryRowOnce(int pageSize)
    {
        var job = await ExploreJob.CreateAsync(host, Corpora.Sentences);
        var request = new SearchTokensRequest { JobId = job.JobId, Text = "a", Match = TextMatch.Substring };
        var whole = Rows(await SearchAsync(request));
        request.PageSize = pageSize;
        var rows = new List<int>();
        SearchTokensResponse page;
        do
        {
            page = await SearchAsync(request);
            Assert.Equal((whole.Length, 8), (page.MatchedTokens, page.Heads.Count + 2));
            Assert.InRange(Rows(page).Length, 1, pageSize);
            rows.AddRange(Rows(page));
            request.PageToken = page.NextPageToken;
        }
        while (page.NextPageToken.Length > 0);

        Assert.Equal(whole, rows);
    }

    [Fact]
    public async Task SearchTokens_LargeSample_AnswersAtOnceTheSecondTime()
    {
        var lines = Enumerable.Range(0, 4000).Select(i => new Line(i, string.Join(' ', Enumerable.Range(0, 49).Select(w => $"w{(i * 31) + (w * w) % 9000}")))).ToList();
        var job = await ExploreJob.CreateAsync(host, lines, new JobTraits(Model: OneHead()));
        Assert.Equal(200_000, job.Words.Count);
        foreach (var request in new SearchTokensRequest[]
        {
            new() { Text = "w1.*7$", Match = TextMatch.Regex }, new() { Text = "77", Match = TextMatch.Substring, Scope = SearchScope.Sequence, IgnoreCase = true },
        })
        {
            request.JobId = job.JobId;
            await SearchAsync(request);
            var best = TimeSpan.MaxValue;
            // The best of many: others use the machine too.
            for (var i = 0; i < 200 && best >= TimeSpan.FromMilliseconds(100); i++)
            {
                var start = TimeProvider.System.GetTimestamp();
                await SearchAsync(request);
                best = TimeSpan.FromTicks(Math.Min(best.Ticks, TimeProvider.System.GetElapsedTime(start).Ticks));
            }

            TestContext.Current.TestOutputHelper?.WriteLine($"{request.Match}: {best.TotalMilliseconds:F1} ms");
            Assert.True(best < TimeSpan.FromMilliseconds(100), $"{best.TotalMilliseconds:F1} ms");
        }
    }

    private static Model OneHead()
    {
        var model = DemoModels.TinyGpt.Clone();
        model.Layers.RemoveAt(1);
        (model.Layers[0].Heads, model.Layers[0].KeyHeads, model.Layers[0].HeadWidth) = (1, 1, 1);
        model.Layers[0].KeyHeadOf.Clear();
        model.Layers[0].KeyHeadOf.Add(0);
        return model;
    }

    private static MetadataFilter Equal(string field, string value) => new() { Field = field, Equals_ = value };

    private static MetadataFilter Range(string field, double? least, double? most)
    {
        var range = new NumberRange();
        if (least is { } minimum) range.Minimum = minimum;
        if (most is { } maximum) range.Maximum = maximum;
        return new MetadataFilter { Field = field, Range = range };
    }

    private async Task<SearchTokensResponse> SearchAsync(SearchTokensRequest request) =>
        await host.Explore.SearchTokensAsync(request, cancellationToken: Calls.Token);

    private static int[] Rows(SearchTokensResponse answer) => MemoryMarshal.Cast<byte, int>(answer.Rows.Data.Span).ToArray();

    /// <summary>Rows and every count, by looking at each word.</summary>
    private static void AssertFound(ExploreJob job, SearchTokensResponse answer, Func<Word, bool> holds)
    {
        var found = Enumerable.Range(0, job.Words.Count).Where(row => holds(job.Words[row])).ToList();
        Assert.Equal(found, Rows(answer));
        Assert.Equal([found.Count], answer.Rows.Shape);
        Assert.Equal((found.Count, found.Select(row => job.Words[row].Line).Distinct().Count()), (answer.MatchedTokens, answer.MatchedSequences));
        Assert.Equal(
            found.GroupBy(row => job.Words[row].Text).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, (long)g.Count())),
            answer.Texts.Select(t => (t.Text, t.Count)));
        foreach (var head in answer.Heads)
        {
            long Of(TokenSide side) => found.Count(row => side == TokenSide.Unspecified || job.Words[row].Side == side);
            Assert.Equal((Of(job.Layer(head.Layer).QuerySide), Of(job.Layer(head.Layer).KeySide)), (head.Queries, head.Keys));
        }

        Assert.Equal(job.Record.Model.Layers.Sum(l => l.Heads), answer.Heads.Count);
    }
}
