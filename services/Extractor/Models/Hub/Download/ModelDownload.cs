using AttentionViz.Extractor.Models.Hub.Listing;
using AttentionViz.Extractor.Onnx;
using AttentionViz.Extractor.Running;

namespace AttentionViz.Extractor.Models.Hub.Download;

/// <summary>Fetches the files of one model into one folder, whatever folders of the repository they come from.</summary>
internal sealed class ModelDownload(HubOptions options, HubSource source, RepositoryListing listing, FileDownload download)
{
    /// <param name="folder">Holds the model when done; what an earlier run left in it is used.</param>
    /// <exception cref="HubException">A file cannot be had, or all together are too large.</exception>
    /// <exception cref="ModelLoadException">The graph is no ONNX model.</exception>
    public async Task RunAsync(string folder, CancellationToken cancellationToken)
    {
        var choice = ModelChoice.Of(listing, source);
        List<(string Name, RepositoryFile File)> files = [.. choice.Graphs, .. choice.Beside];
        Directory.CreateDirectory(folder);
        await FetchAsync(files, folder, cancellationToken);
        // Only a graph says in which files its weights lie.
        files.AddRange(choice.Graphs.SelectMany(graph => Weights(graph.File, Path.Combine(folder, graph.Name))).Distinct().ToList());
        await FetchAsync(files, folder, cancellationToken);
    }

    private async Task FetchAsync(List<(string Name, RepositoryFile File)> files, string folder, CancellationToken cancellationToken)
    {
        var bytes = files.Sum(f => f.File.Size ?? 0);
        if (bytes > options.MaxBytes)
            throw new HubException(HubFault.TooLarge, $"{source} has {Disk.Megabytes(bytes)}, more than the {Disk.Megabytes(options.MaxBytes)} that are allowed");
        Disk.Require(Missing(files, folder), folder, options.FreeBytes);
        foreach (var (name, file) in files)
        {
            var rest = options.MaxBytes - files.Where(f => f.Name != name).Sum(f => SizeOf(Path.Combine(folder, f.Name)));
            await download.RunAsync(file, Path.Combine(folder, name), rest, cancellationToken);
        }
    }

    private IEnumerable<(string Name, RepositoryFile File)> Weights(RepositoryFile graph, string path)
    {
        foreach (var name in OnnxFile.ExternalNames(path))
        {
            if (!RepositoryPath.IsSafe(name))
                throw new HubException(HubFault.UnsafeName, $"{graph.Path} of {source} keeps weights in '{name}', which would lead out of its folder; do not use this repository");
            yield return (name, listing.Find(RepositoryPath.Join(RepositoryPath.Folder(graph.Path), name)) ?? throw new HubException(
                HubFault.NotFound, $"{graph.Path} of {source} keeps weights in '{name}', which the repository does not have; choose another export or revision"));
        }
    }

    private static long Missing(List<(string Name, RepositoryFile File)> files, string folder) => files
        .Where(f => !File.Exists(Path.Combine(folder, f.Name)))
        .Sum(f => Math.Max(0, (f.File.Size ?? 0) - new PartialFile(Path.Combine(folder, f.Name)).Length));

    private static long SizeOf(string path) => new FileInfo(path) is { Exists: true, Length: var length } ? length : 0;
}
