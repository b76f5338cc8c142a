using System.Diagnostics;
using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests.Explore;

public sealed class SearchFaultTests(GatewayHost host)
{
    [Fact]
    public async Task SearchTokens_WrongFields_AreNamedWithTheRemedy()
    {
        var job = await ExploreJob.CreateAsync(host, Corpora.Sentences);
        async Task Check(Action<SearchTokensRequest> change, string says)
        {
            var request = new SearchTokensRequest { JobId = job.JobId, Text = "a" };
            change(request);
            var violations = await Faults.AssertAsync(async () => await host.Explore.SearchTokensAsync(request), StatusCode.InvalidArgument, "INVALID_REQUEST");
            Assert.Contains(violations, v => v.StartsWith(says, StringComparison.Ordinal));
        }

        await Check(r => r.Text = new string('x', 1001), "text: has 1001 characters; give 1000 at most");
        await Check(r => r.Match = (TextMatch)9, "match: is 9");
        await Check(r => r.Scope = (SearchScope)9, "scope: is 9");
        await Check(r => r.Side = (TokenSide)9, "side: is 9");
        await Check(r => r.Side = TokenSide.Target, "side: is Target, but the model is fed by one sequence");
        await Check(r => r.PageSize = 100_001, "page_size: is 100001; give 1 to 100000, or 0 for 1000");
        await Check(r => r.PageSize = -1, "page_size: is -1");
        await Check(r => r.PageToken = "?", "page_token: is '?'");
        await Check(r => r.PageToken = "YWZ0ZXI6eA", "page_token: is 'YWZ0ZXI6eA'; give the next_page_token of a page of SearchTokens");
        await Check(r => r.Filters.Add(new MetadataFilter { Field = "topic" }), "filters[0]: has no condition");
        await Check(r => r.Filters.Add(new MetadataFilter { Field = "colour", Equals_ = "red" }), "filters[0].field: is 'colour'; give id, 'topic', 'year'");
        await Check(r => r.Filters.Add(new MetadataFilter { Field = "topic", AnyOf = new TextList() }), "filters[0].any_of.values: is empty");
        await Check(r => r.Filters.Add(new MetadataFilter { Field = "year", Range = new NumberRange() }), "filters[0].range: has no end");
        await Check(r => r.Filters.Add(new MetadataFilter { Field = "year", Range = new NumberRange { Minimum = 2, Maximum = 1 } }), "filters[0].range: is 2 to 1");
        await Check(r => r.Filters.Add(new MetadataFilter { Field = "year", Range = new NumberRange { Minimum = double.NaN } }), "filters[0].range: is NaN");
        await Check(r => r.Filters.Add(new MetadataFilter { Field = "id", Range = new NumberRange { Minimum = 1 } }), "filters[0].range: is on id, which is text");
    }

    [Theory]
    [InlineData("(a", "text: is no regular expression: InsufficientClosingParentheses at character 2")]
    [InlineData("a{2,1}", "text: is no regular expression: ReversedQuantifierRange at character")]
    [InlineData(@"(a)\1", "text: asks for what a regular expression in linear time cannot have")]
    [InlineData("(?=a)b", "text: asks for what a regular expression in linear time cannot have")]
    [InlineData("(?>a+)b", "text: asks for what a regular expression in linear time cannot have")]
    [InlineData("((a{1,999}){1,999}){1,999}", "text: asks for what a regular expression in linear time cannot have")]
    public async Task SearchTokens_ExpressionThatCannotBe_SaysWhatIsWrongWithIt(string pattern, string says)
    {
        var job = await ExploreJob.CreateAsync(host, Corpora.Sentences);
        var violations = await Faults.AssertAsync(
            async () => await host.Explore.SearchTokensAsync(new SearchTokensRequest { JobId = job.JobId, Text = pattern, Match = TextMatch.Regex }),
            StatusCode.InvalidArgument, "INVALID_REQUEST");
        Assert.StartsWith(says, Assert.Single(violations), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(a+)+$", SearchScope.Token)]
    [InlineData("(a|aa)+$", SearchScope.Sequence)]
    [InlineData("(.*a){15}b", SearchScope.Sequence)]
    [InlineData("[ab]*a[ab]{400}c", SearchScope.Sequence)]
    [InlineData("(?:[ab]*a[ab]{0,40}){1,9}c", SearchScope.Sequence)]
    [InlineData("(?:(?:a|b){0,200}a)*c", SearchScope.Sequence)]
    [InlineData(".*?.*?.*?.*?.*?.*?.*?.*?b$|(((((a?){9}){9}){9})+)+c", SearchScope.Token)]
    public async Task SearchTokens_ExpressionMadeToTakeLong_EndsInTime(string pattern, SearchScope scope)
    {
        var line = string.Concat(Enumerable.Range(0, 9000).Select(i => i % 7 == 3 ? 'b' : 'a'));
        var job = await ExploreJob.CreateAsync(host, [.. Enumerable.Range(0, 20).Select(i => new Line(i, line))]);
        var start = Stopwatch.GetTimestamp();
        try
        {
            await host.Explore.SearchTokensAsync(
                new SearchTokensRequest { JobId = job.JobId, Text = pattern, Match = TextMatch.Regex, Scope = scope, IgnoreCase = true }, cancellationToken: Calls.Token);
        }
        catch (RpcException e)
        {
            Assert.Contains(e.StatusCode, new[] { StatusCode.ResourceExhausted, StatusCode.InvalidArgument });
        }

        var took = Stopwatch.GetElapsedTime(start);
        TestContext.Current.TestOutputHelper?.WriteLine($"{pattern}: {took.TotalSeconds:F2} s");
        // The limit is 2 s; the rest is room for a machine with other work.
        Assert.True(took < TimeSpan.FromSeconds(4), $"{took.TotalSeconds:F1} s");
    }

    [Fact]
    public async Task SearchTokens_WhatHasNoText_CannotBeSearchedBySequence()
    {
        var job = await ExploreJob.CreateAsync(host, [new Line(0, ""), new Line(2, "")]);
        var violations = await Faults.AssertAsync(
            async () => await host.Explore.SearchTokensAsync(new SearchTokensRequest { JobId = job.JobId, Text = "a", Scope = SearchScope.Sequence }),
            StatusCode.InvalidArgument, "INVALID_REQUEST");
        Assert.StartsWith("scope: is SEQUENCE, but the corpus holds images or token ids", Assert.Single(violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryQuestion_JobThatIsNotThere_SaysSo()
    {
        await Faults.AssertAsync(async () => await host.Explore.SearchTokensAsync(new SearchTokensRequest { JobId = "nobody" }), StatusCode.NotFound, "JOB_NOT_FOUND");
        await Faults.AssertAsync(async () => await host.Explore.SearchTokensAsync(new SearchTokensRequest()), StatusCode.InvalidArgument, "INVALID_REQUEST", "job_id");
        await Faults.AssertAsync(
            async () => await host.Explore.FindHeadsAsync(new FindHeadsRequest { JobId = "nobody", Profile = new ProfileScore { Score = "self" } }), StatusCode.NotFound, "JOB_NOT_FOUND");
        await Faults.AssertAsync(
            async () => await host.Explore.FindNeighborsAsync(new FindNeighborsRequest { JobId = "nobody", QueryRow = 0 }), StatusCode.NotFound, "JOB_NOT_FOUND");
        var queued = await host.SubmitAsync();
        await Faults.AssertAsync(
            async () => await host.Explore.SearchTokensAsync(new SearchTokensRequest { JobId = queued.JobId }), StatusCode.FailedPrecondition, "NOT_READY", "WatchJob tells when");
    }
}
