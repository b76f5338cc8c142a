using System.Globalization;
using System.Text.RegularExpressions;
using AttentionViz.Gateway.Atlases;
using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Requests;
using AttentionViz.V1;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Explore.Search;

/// <summary>Finds tokens by what they say and by what is known of their sequences.</summary>
internal sealed class TokenSearch(AtlasAccess access, TokenTables tables, TimeProvider clock, IOptions<ExploreOptions> options)
    : IDisposable
{
    private const int DefaultPage = 1000;
    private const int MostRows = 100_000;

    private readonly SemaphoreSlim _cores = new(Environment.ProcessorCount);

    public async Task<SearchTokensResponse> RunAsync(SearchTokensRequest request, CancellationToken cancellationToken)
    {
        var limit = options.Value.MaxSearchTime;
        var violations = new Violations();
        var pattern = TextPattern.Of(request, limit, violations);
        violations.Require(Enum.IsDefined(request.Scope), "scope", $"is {(int)request.Scope}; give TOKEN (1) or SEQUENCE (2)");
        violations.Require(Enum.IsDefined(request.Side), "side", $"is {(int)request.Side}; give SOURCE (1) or TARGET (2), or leave it out");
        violations.Require(request.PageSize is >= 0 and <= MostRows, "page_size", $"is {request.PageSize}; give 1 to {MostRows}, or 0 for {DefaultPage}");
        var from = FirstRow(request.PageToken, violations);
        MetadataCondition.Check(request.Filters, violations);
        violations.ThrowIfAny();

        var job = await access.RequirePlannedAsync(request.JobId);
        Check(request, job);
        var table = await tables.ReadAsync(job, cancellationToken);
        var query = new TokenQuery(
            pattern, request.Scope == SearchScope.Sequence, [.. request.Filters.Select(f => new MetadataCondition(f))], request.Side, request.WithoutSpecial);
        if (query.WholeSequences) RequireTexts(table);
        var time = new SearchTime(clock, limit, cancellationToken);
        return await WithinAsync(
            time, () => SearchAnswer.Of(job, table, query.Find(table, time), from, request.PageSize == 0 ? DefaultPage : request.PageSize), cancellationToken);
    }

    public void Dispose() => _cores.Dispose();

    /// <summary>
    /// Answers in time, also where a regular expression does not look at the clock: it is left to end by itself, and keeps
    /// its core until then, so that such searches cannot pile up.
    /// </summary>
    private async Task<SearchTokensResponse> WithinAsync(SearchTime time, Func<SearchTokensResponse> search, CancellationToken cancellationToken)
    {
        if (!await _cores.WaitAsync(time.Left, cancellationToken)) throw time.Exceeded();
        var work = Task.Run(
            () =>
            {
                try
                {
                    return search();
                }
                finally
                {
                    _cores.Release();
                }
            },
            CancellationToken.None);
        try
        {
            return await work.WaitAsync(time.Left, clock, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or RegexMatchTimeoutException)
        {
            throw time.Exceeded();
        }
    }

    private static long FirstRow(string pageToken, Violations violations)
    {
        var place = PageToken.Decode(pageToken, violations);
        if (place.Length == 0) return 0;
        if (int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var last)) return last + 1L;
        violations.Add("page_token", $"is {Fault.Quote(pageToken)}; give the next_page_token of a page of SearchTokens, or leave it empty");
        return 0;
    }

    private static void Check(SearchTokensRequest request, PlannedJob job)
    {
        var violations = new Violations();
        MetadataCondition.CheckFields(request.Filters, job.Record.Corpus, violations);
        violations.Require(
            request.Side == TokenSide.Unspecified || job.Plan.Any(s => s.SourceLengths is not null), "side",
            $"is {request.Side}, but the model is fed by one sequence, which has no sides; leave it out");
        violations.ThrowIfAny();
    }

    private static void RequireTexts(TokenTable table)
    {
        var violations = new Violations();
        violations.Require(
            table.Sequences.Any(s => s.Sequence.Text.Length > 0), "scope", "is SEQUENCE, but the corpus holds images or token ids, which have no text; give TOKEN");
        violations.ThrowIfAny();
    }
}
