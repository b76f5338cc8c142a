using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AttentionViz.Extractor.Models.Hub.Http;

namespace AttentionViz.Extractor.Models.Hub.Listing;

/// <summary>Asks the hub what a repository holds.</summary>
internal sealed class HubApi(HubConnection connection, HubOptions options)
{
    /// <summary>A listing of a hundred thousand files has about 30 MB; more is no listing.</summary>
    private const int MaxAnswerBytes = 64 << 20;

    /// <summary>Hubs give a thousand files a page; more pages than this are no listing either.</summary>
    private const int MaxPages = 256;

    /// <summary>The files at the source's revision.</summary>
    /// <exception cref="HubException">The hub refuses, or does not answer as a hub does.</exception>
    public async Task<RepositoryListing> ListAsync(HubSource source, CancellationToken cancellationToken)
    {
        var path = $"api/models/{source.Repository}/revision/{Uri.EscapeDataString(source.Revision)}?blobs=true";
        var revision = await GetAsync(source, path, "repository or revision", HubJson.Default.RevisionJson, cancellationToken);
        if (revision is not { Sha: { } commit, Siblings: { } siblings } || !HubSource.IsCommit(commit) || siblings.Any(s => s?.Name is null))
            throw BadAnswer(source, "does not say which commit and which files it has");
        var files = siblings.Select(s => FileOf(s.Name!, s.Size, s.Blob, s.LargeFile)).ToList();
        // Hubs other than Hugging Face's own may tell sizes and checksums of whole trees only.
        if (files.All(f => f.Checksum is null))
        {
            var tree = await TreeAsync(source, commit, cancellationToken);
            files = [.. files.Select(f => tree.GetValueOrDefault(f.Path, f))];
        }

        var unsafeName = files.FirstOrDefault(f => !RepositoryPath.IsSafe(f.Path));
        return unsafeName is null ? new RepositoryListing(commit, files) : throw new HubException(
            HubFault.UnsafeName, $"{source} lists a file '{unsafeName.Path}', which would lead out of its folder; do not use this repository");
    }

    private async Task<Dictionary<string, RepositoryFile>> TreeAsync(HubSource source, string commit, CancellationToken cancellationToken)
    {
        try
        {
            var entries = await EntriesAsync(source, $"api/models/{source.Repository}/tree/{commit}?recursive=true", cancellationToken);
            return entries.Where(e => e is { Type: "file", Path: not null }).DistinctBy(e => e.Path)
                .ToDictionary(e => e.Path!, e => FileOf(e.Path!, e.Size, e.Blob, e.LargeFile));
        }
        catch (HubException e) when (e.Fault == HubFault.NotFound)
        {
            return [];
        }
    }

    /// <summary>All pages of a tree, which large repositories come in.</summary>
    private async Task<List<TreeEntryJson>> EntriesAsync(HubSource source, string path, CancellationToken cancellationToken)
    {
        var entries = new List<TreeEntryJson>();
        for (var page = 0; page < MaxPages; page++)
        {
            using var answer = await connection.GetAsync(path, from: 0, cancellationToken);
            entries.AddRange(await ReadAsync(source, answer, "tree", HubJson.Default.IReadOnlyListTreeEntryJson, cancellationToken));
            if (NextPage.Of(answer.Response) is not { } next) return entries;
            path = connection.PathOf(next) ?? throw BadAnswer(source, $"goes on at '{next}', which is not this hub");
        }

        throw BadAnswer(source, $"goes on after {MaxPages} pages");
    }

    private async Task<T> GetAsync<T>(HubSource source, string path, string what, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var answer = await connection.GetAsync(path, from: 0, cancellationToken);
        return await ReadAsync(source, answer, what, type, cancellationToken);
    }

    private async Task<T> ReadAsync<T>(HubSource source, HubAnswer answer, string what, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        if (answer.Response.StatusCode != HttpStatusCode.OK) throw Refusal.Of(answer, source, what, options);
        var json = await ReadAsync(source, answer.Response, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(json.Span, type) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw BadAnswer(source, "is not the JSON of a hub");
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(HubSource source, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var json = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = await connection.ReadAsync(body, buffer, cancellationToken)) > 0;)
        {
            if (json.Length + read > MaxAnswerBytes) throw BadAnswer(source, $"is longer than {MaxAnswerBytes >> 20} MiB");
            json.Write(buffer, 0, read);
        }

        return json.GetBuffer().AsMemory(0, (int)json.Length);
    }

    private static RepositoryFile FileOf(string path, long? size, string? blob, LargeFileJson? large) => large is null
        ? new RepositoryFile(path, size, Checksum.Of(blob))
        : new RepositoryFile(path, large.Size ?? size, Checksum.Of(large.Sha256 ?? large.Oid));

    private HubException BadAnswer(HubSource source, string what) => new(
        HubFault.BadAnswer, $"what {options.Endpoint.Authority} answers about {source} {what}; check {HubOptions.EndpointVariable}, or whether a proxy answers in its place");
}
