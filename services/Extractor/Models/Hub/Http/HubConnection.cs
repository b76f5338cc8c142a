using System.Net;
using System.Net.Http.Headers;

namespace AttentionViz.Extractor.Models.Hub.Http;

/// <summary>Sends requests to the hub and follows where it redirects, without carrying the token to others.</summary>
internal sealed class HubConnection : IDisposable
{
    private const int MaxRedirects = 8;

    private readonly HubOptions _options;
    private readonly Patience _patience;
    private readonly HttpClient _client;

    public HubConnection(HubOptions options, TimeProvider clock)
    {
        (_options, _patience) = (options, new Patience(options, clock));
        // Redirects are followed here: the handler would drop the token even towards the hub itself.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = options.Patience };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("attentionviz", null));
    }

    /// <param name="path">Path and query under the endpoint, escaped, without a slash at its start.</param>
    /// <param name="from">First byte wanted.</param>
    /// <returns>Any answer but a redirect; its body is still to be read.</returns>
    /// <exception cref="HubException">No answer came, or it leads where it must not.</exception>
    public async Task<HubAnswer> GetAsync(string path, long from, CancellationToken cancellationToken)
    {
        var address = new Uri($"{_options.Endpoint.AbsoluteUri.TrimEnd('/')}/{path}");
        Checksum? checksum = null;
        for (var hop = 0; hop <= MaxRedirects; hop++)
        {
            var response = await SendAsync(address, from, cancellationToken);
            if (IsHub(address)) checksum ??= ChecksumOf(response);
            if (!IsRedirect(response.StatusCode)) return new HubAnswer(response, checksum);
            using (response) address = Next(address, response.Headers.Location);
        }

        throw new HubException(HubFault.BadAnswer, $"{_options.Endpoint.Authority} redirected more than {MaxRedirects} times for {path}; check {HubOptions.EndpointVariable}");
    }

    /// <summary>Reads a piece of a body; 0 at its end.</summary>
    /// <exception cref="HubException">Nothing came in time, or the connection broke.</exception>
    public Task<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken cancellationToken) =>
        _patience.WaitAsync(token => body.ReadAsync(buffer, token), cancellationToken);

    /// <summary>Whether an answer comes from the hub itself, not from where it stores its files.</summary>
    public bool IsHub(Uri address) => Uri.Compare(address, _options.Endpoint, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>Path and query under the endpoint, as <see cref="GetAsync"/> takes them; null where an address is not under it.</summary>
    public string? PathOf(Uri address)
    {
        var root = $"{_options.Endpoint.AbsoluteUri.TrimEnd('/')}/";
        return IsHub(address) && address.AbsoluteUri.StartsWith(root, StringComparison.OrdinalIgnoreCase) ? address.AbsoluteUri[root.Length..] : null;
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(Uri address, long from, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (from > 0) request.Headers.Range = new RangeHeaderValue(from, null);
        if (_options.Token is { } token && IsHub(address)) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _patience.WaitAsync(
            async limited => await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limited), cancellationToken);
    }

    private Uri Next(Uri address, Uri? location)
    {
        var next = location is null ? null : new Uri(address, location);
        // A model fetched over plain HTTP could be changed on its way; only a hub on this machine may do so, towards this machine.
        var allowed = next is { Scheme: "https" } || (next is { Scheme: "http", IsLoopback: true } && _options.Endpoint.IsLoopback);
        return allowed ? next! : throw new HubException(
            HubFault.BadAnswer, $"{address.Authority} redirects to '{location}', which is not an https address; check {HubOptions.EndpointVariable}");
    }

    private static bool IsRedirect(HttpStatusCode status) => status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found
        or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    /// <summary>For files in large storage the hub tells the checksum of the content apart from the tag of its redirect.</summary>
    private static Checksum? ChecksumOf(HttpResponseMessage response) =>
        Checksum.OfTag(response.Headers.TryGetValues("X-Linked-Etag", out var linked) ? linked.First() : response.Headers.ETag?.Tag);
}
