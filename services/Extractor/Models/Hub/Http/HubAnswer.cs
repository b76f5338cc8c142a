namespace AttentionViz.Extractor.Models.Hub.Http;

/// <summary>What came of a request, after redirects.</summary>
/// <param name="Checksum">Of the file asked for, where the hub itself told one on the way.</param>
internal sealed record HubAnswer(HttpResponseMessage Response, Checksum? Checksum) : IDisposable
{
    public void Dispose() => Response.Dispose();
}
