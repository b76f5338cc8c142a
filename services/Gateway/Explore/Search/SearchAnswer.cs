using System.Globalization;
using System.Runtime.InteropServices;
using AttentionViz.Gateway.Atlases;
using AttentionViz.Gateway.Requests;
using AttentionViz.V1;
using Google.Protobuf;

namespace AttentionViz.Gateway.Explore.Search;

/// <summary>Counts what was found, and cuts a page of it.</summary>
internal static class SearchAnswer
{
    private const int MostTexts = 100;

    /// <param name="hits">Which rows of the table match.</param>
    /// <param name="from">First row of the page.</param>
    public static SearchTokensResponse Of(PlannedJob job, TokenTable table, bool[] hits, long from, int pageSize)
    {
        var rows = Enumerable.Range(0, hits.Length).Where(row => hits[row]).ToArray();
        var page = rows.SkipWhile(row => row < from).Take(pageSize).ToArray();
        var answer = new SearchTokensResponse
        {
            Rows = new Tensor { DataType = DataType.Int32, Shape = { page.Length }, Data = ByteString.CopyFrom(MemoryMarshal.AsBytes<int>(page)) },
            MatchedTokens = rows.Length,
            Texts = { Texts(table, rows) },
            NextPageToken = page.Length > 0 && page[^1] < rows[^1] ? PageToken.Encode(page[^1].ToString(CultureInfo.InvariantCulture)) : "",
        };
        var bySide = new Dictionary<TokenSide, long> { [TokenSide.Unspecified] = rows.Length, [TokenSide.Source] = 0, [TokenSide.Target] = 0 };
        foreach (var place in table.Sequences)
        {
            var source = Count(hits, place.Drawn.Row, place.Drawn.SourceTokens);
            var target = Count(hits, place.Drawn.Row + place.Drawn.SourceTokens, place.Drawn.Tokens - place.Drawn.SourceTokens);
            bySide[TokenSide.Source] += source;
            bySide[TokenSide.Target] += target;
            if (source + target > 0) answer.MatchedSequences++;
        }

        var layers = job.Record.Model.Layers.ToDictionary(l => l.Layer);
        answer.Heads.AddRange(job.Record.Heads().Select(h => new HeadMatches
        {
            Layer = h.Layer,
            Head = h.Head,
            Queries = bySide[layers[h.Layer].QuerySide],
            Keys = bySide[layers[h.Layer].KeySide],
        }));
        return answer;
    }

    private static IEnumerable<TextCount> Texts(TokenTable table, int[] rows)
    {
        var counts = new int[table.Texts.Count];
        foreach (var row in rows) counts[table.TextOf[row]]++;
        return Enumerable.Range(0, counts.Length).Where(t => counts[t] > 0)
            .OrderByDescending(t => counts[t]).ThenBy(t => table.Texts[t], StringComparer.Ordinal).Take(MostTexts)
            .Select(t => new TextCount { Text = table.Texts[t], Count = counts[t] });
    }

    private static int Count(bool[] hits, int first, int length) => hits.AsSpan(first, length).Count(true);
}
