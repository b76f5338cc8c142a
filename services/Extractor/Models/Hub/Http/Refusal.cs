using System.Net;

namespace AttentionViz.Extractor.Models.Hub.Http;

/// <summary>Says what an answer other than the wanted one means.</summary>
internal static class Refusal
{
    /// <param name="what">What was asked for, in words.</param>
    public static HubException Of(HubAnswer answer, HubSource source, string what, HubOptions options)
    {
        var response = answer.Response;
        var code = response.Headers.TryGetValues("X-Error-Code", out var codes) ? codes.First() : "";
        var host = options.Endpoint.Authority;
        return response.StatusCode switch
        {
            _ when code == "GatedRepo" => new(HubFault.Gated, Gated(source, options)),
            HttpStatusCode.Unauthorized when options.Token is null => new(
                HubFault.Unauthorized, $"{host} shows {source} to nobody without a token: it is private, or does not exist; check the name, or set {HubOptions.TokenVariable}"),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new(HubFault.Unauthorized, Forbidden(source, options)),
            HttpStatusCode.NotFound => new(HubFault.NotFound, NotFound(code, source, what, host)),
            HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => new(
                HubFault.Unreachable, $"{host} answered {(int)response.StatusCode} for {what} of {source}; try again later")
            {
                Transient = true,
                RetryAfter = response.Headers.RetryAfter?.Delta,
            },
            var status => new(HubFault.BadAnswer, $"{host} answered {(int)status} for {what} of {source}, which a hub does not; check {HubOptions.EndpointVariable}"),
        };
    }

    private static string Gated(HubSource source, HubOptions options) => options.Token is null
        ? $"{source} is gated: ask for access at {Page(source, options)}, then set {HubOptions.TokenVariable} to a token of that account"
        : $"{source} is gated and the token in {HubOptions.TokenVariable} has no access; ask for it at {Page(source, options)}";

    private static string Forbidden(HubSource source, HubOptions options) => options.Token is null
        ? $"{options.Endpoint.Authority} gives {source} to nobody without a token; set {HubOptions.TokenVariable}"
        : $"the token in {HubOptions.TokenVariable} has no access to {source}; check the name, the token and what it may read";

    private static string NotFound(string code, HubSource source, string what, string host) => code switch
    {
        "RevisionNotFound" => $"hf:{source.Repository} has no revision '{source.Revision}'; give a branch, a tag or a commit of it",
        "EntryNotFound" => $"{source} has no {what}; look at its files on {host}",
        "RepoNotFound" => $"there is no hf:{source.Repository} on {host}; check the name",
        _ => $"{host} has no {what} of {source}; check the names of repository and revision",
    };

    private static string Page(HubSource source, HubOptions options) => $"{options.Endpoint.AbsoluteUri.TrimEnd('/')}/{source.Repository}";
}
