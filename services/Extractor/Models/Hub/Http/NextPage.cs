namespace AttentionViz.Extractor.Models.Hub.Http;

/// <summary>Where an answer that comes in pages goes on (RFC 8288, as hubs and GitHub use it).</summary>
internal static class NextPage
{
    /// <summary>The address that a <c>Link</c> header with <c>rel="next"</c> gives; null on the last page.</summary>
    public static Uri? Of(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Link", out var headers))
            return null;
        // Commas stand between links, and may stand within an address: a link starts at its angle bracket.
        foreach (var link in headers.SelectMany(header => header.Split('<', StringSplitOptions.RemoveEmptyEntries)))
        {
            var end = link.IndexOf('>', StringComparison.Ordinal);
            if (end > 0 && IsNext(link[(end + 1)..]) && Uri.TryCreate(response.RequestMessage?.RequestUri, link[..end], out var next))
                return next;
        }

        return null;
    }

    private static bool IsNext(string parameters) => parameters.Split(';', ',').Select(part => part.Replace(" ", "", StringComparison.Ordinal))
        .Any(part => part.Equals("rel=\"next\"", StringComparison.OrdinalIgnoreCase) || part.Equals("rel=next", StringComparison.OrdinalIgnoreCase));
}
