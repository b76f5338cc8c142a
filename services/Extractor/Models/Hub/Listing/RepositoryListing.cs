namespace AttentionViz.Extractor.Models.Hub.Listing;

/// <summary>A file of a repository.</summary>
/// <param name="Path">From the root, with slashes.</param>
/// <param name="Size">In bytes; null when the hub does not say.</param>
/// <param name="Checksum">Null when the hub does not say.</param>
internal sealed record RepositoryFile(string Path, long? Size, Checksum? Checksum);

/// <summary>The files of a repository at one commit.</summary>
internal sealed class RepositoryListing(string commit, IEnumerable<RepositoryFile> files)
{
    private readonly Dictionary<string, RepositoryFile> _files = files.DistinctBy(f => f.Path).ToDictionary(f => f.Path, StringComparer.Ordinal);

    public string Commit { get; } = commit;

    public IEnumerable<RepositoryFile> Files => _files.Values;

    public RepositoryFile? Find(string path) => _files.GetValueOrDefault(path);
}
