using System.Net;
using AttentionViz.Extractor.Models.Hub.Http;
using AttentionViz.Extractor.Models.Hub.Listing;

namespace AttentionViz.Extractor.Models.Hub.Download;

/// <summary>Fetches one file of a repository: goes on where it was broken off, checks it, names it when it is whole.</summary>
internal sealed class FileDownload(HubConnection connection, Retries retries, HubOptions options, HubSource source, string commit, Action<HubProgress> progress)
{
    /// <param name="target">Where the file is to be; one that is there is whole.</param>
    /// <param name="limit">Most bytes it may have.</param>
    /// <exception cref="HubException">The file cannot be had.</exception>
    public async Task RunAsync(RepositoryFile file, string target, long limit, CancellationToken cancellationToken)
    {
        if (File.Exists(target)) return;
        var partial = new PartialFile(target);
        if (partial.Length > (file.Size ?? limit)) partial.Drop();
        // What an earlier run left may be at fault when the whole does not match: then once more from the start.
        for (var again = partial.Length > 0; ; again = false)
        {
            progress(new HubProgress(file.Path, partial.Length, file.Size));
            var checksum = await retries.RunAsync(token => PullAsync(file, partial, limit, token), () => partial.Length, cancellationToken);
            if (checksum is null || await checksum.MatchesAsync(partial.Path, cancellationToken)) break;
            partial.Drop();
            if (!again)
                throw new HubException(HubFault.ChecksumMismatch, $"what came for {file.Path} of {source} does not have the checksum {checksum.Hex} that the hub lists; nothing was kept: try again, and distrust the network if it stays so");
        }

        partial.Finish();
    }

    /// <summary>One request for what is missing. The checksum to expect, where anyone tells it.</summary>
    private async Task<Checksum?> PullAsync(RepositoryFile file, PartialFile partial, long limit, CancellationToken cancellationToken)
    {
        var from = partial.Length;
        if (from == file.Size && file.Checksum is not null && File.Exists(partial.Path)) return file.Checksum;
        var path = $"{source.Repository}/resolve/{commit}/{RepositoryPath.Escape(file.Path)}";
        using var answer = await connection.GetAsync(path, from, cancellationToken);
        switch (answer.Response.StatusCode)
        {
            case HttpStatusCode.PartialContent when answer.Response.Content.Headers.ContentRange?.From == from:
                break;
            case HttpStatusCode.OK:
                // The whole from its start, for a first request as for a server that knows no ranges.
                partial.Drop();
                from = 0;
                break;
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable:
                partial.Drop();
                throw Broken(file, "answered with a part that was not asked for");
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden when !connection.IsHub(answer.Response.RequestMessage!.RequestUri!):
                // Links into the storage behind the hub expire; the hub then makes a new one.
                throw Broken(file, "redirected to a place that does not give the file");
            default:
                throw Refusal.Of(answer, source, file.Path, options);
        }

        var whole = from + answer.Response.Content.Headers.ContentLength;
        if (file.Size is { } listed && whole is { } told && listed != told)
            throw new HubException(HubFault.ChecksumMismatch, $"{file.Path} of {source} comes with {told} bytes, but the hub lists {listed}; try again later");
        await AppendAsync(answer.Response, file, partial, file.Size ?? limit, cancellationToken);
        // A connection that closes early, where nothing told the length of the answer.
        if (file.Size > partial.Length) throw Broken(file, "broke off");
        return file.Checksum ?? answer.Checksum;
    }

    private async Task AppendAsync(HttpResponseMessage response, RepositoryFile file, PartialFile partial, long limit, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[1 << 17];
        try
        {
            await using var disk = partial.OpenToAppend();
            for (int read; (read = await connection.ReadAsync(body, buffer, cancellationToken)) > 0;)
            {
                if (disk.Length + read > limit) throw TooLong(file, limit);
                await disk.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                progress(new HubProgress(file.Path, disk.Length, file.Size));
            }

            disk.Flush(flushToDisk: true);
        }
        catch (IOException e) when (Disk.IsFull(e))
        {
            throw Disk.Full(partial.Path, e);
        }
    }

    private HubException TooLong(RepositoryFile file, long limit) => file.Size is null
        ? new(HubFault.TooLarge, $"{file.Path} of {source} is larger than the {Disk.Megabytes(limit)} that are allowed")
        : new(HubFault.ChecksumMismatch, $"{file.Path} of {source} goes on after the {limit} bytes that the hub lists; try again later");

    private HubException Broken(RepositoryFile file, string what) => new(
        HubFault.Unreachable, $"{options.Endpoint.Authority} {what} for {file.Path} of {source}; run it again: what is downloaded is kept")
    {
        Transient = true,
    };
}
