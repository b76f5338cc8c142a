using System.Buffers.Text;
using System.Globalization;
using System.Text;
using AttentionViz.Gateway.Errors;
using AttentionViz.Pipeline.Store;
using Google.Protobuf.WellKnownTypes;

namespace AttentionViz.Gateway.Requests;

/// <summary>Page tokens: the place a page ended at, made opaque so that callers do not build upon its form.</summary>
internal static class PageToken
{
    private const string Prefix = "after:";

    public static string Encode(string place) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Prefix + place));

    /// <summary>The place of something in an index by time.</summary>
    public static string Encode(Timestamp created, string id) =>
        Encode(string.Create(CultureInfo.InvariantCulture, $"{created.ToDateTimeOffset().ToUnixTimeMilliseconds()}/{id}"));

    /// <summary>The place; null for an empty token, and for a bad one, which is added to <paramref name="violations"/>.</summary>
    /// <param name="method">Whose token it should be.</param>
    public static IndexPlace? DecodePlace(string token, string method, Violations violations)
    {
        var place = Decode(token, violations);
        if (place.Length == 0) return null;
        var slash = place.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && long.TryParse(place.AsSpan(0, slash), CultureInfo.InvariantCulture, out var created)) return new IndexPlace(created, place[(slash + 1)..]);
        violations.Add("page_token", $"is {Fault.Quote(token)}, which is no token of {method}; give the next_page_token of the page before");
        return null;
    }

    /// <summary>The place; empty for an empty token, and for a bad one, which is added to <paramref name="violations"/>.</summary>
    public static string Decode(string token, Violations violations)
    {
        if (token.Length == 0) return "";
        if (Base64Url.IsValid(token))
        {
            var place = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token));
            if (place.StartsWith(Prefix, StringComparison.Ordinal)) return place[Prefix.Length..];
        }

        violations.Add("page_token", $"is {Fault.Quote(token)}; give the next_page_token of the page before, or leave it empty");
        return "";
    }
}
