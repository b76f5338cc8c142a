using System.Buffers.Text;
using System.Text;
using AttentionViz.Gateway.Errors;

namespace AttentionViz.Gateway.Requests;

/// <summary>Page tokens: the place a page ended at, made opaque so that callers do not build upon its form.</summary>
internal static class PageToken
{
    private const string Prefix = "after:";

    public static string Encode(string place) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Prefix + place));

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
