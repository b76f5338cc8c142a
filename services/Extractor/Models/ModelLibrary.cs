using AttentionViz.Extractor.Hosting;
using Microsoft.Extensions.Options;

namespace AttentionViz.Extractor.Models;

/// <summary>The models on this machine's disk, looked up afresh at each call.</summary>
public sealed class ModelLibrary(IOptions<ExtractorOptions> options)
{
    /// <summary>A model's place, and what changes when its files do.</summary>
    public sealed record Entry(string ModelId, string Path, string Version);

    /// <summary>Every model, by id. Of two with one id, the one in the folder listed first.</summary>
    public IReadOnlyList<Entry> List() =>
    [
        .. options.Value.Models
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
            .Where(folder => Directory.EnumerateFiles(folder, "*.onnx").Any())
            .DistinctBy(folder => Path.GetFileName(folder))
            .Select(folder => new Entry(Path.GetFileName(folder), folder, VersionOf(folder)))
            .OrderBy(entry => entry.ModelId, StringComparer.Ordinal),
    ];

    public Entry? Find(string modelId) => List().FirstOrDefault(e => e.ModelId == modelId);

    private static string VersionOf(string folder) => string.Join('|', new DirectoryInfo(folder).EnumerateFiles()
        .OrderBy(f => f.Name, StringComparer.Ordinal)
        .Select(f => $"{f.Name}:{f.Length}:{f.LastWriteTimeUtc.Ticks}"));
}
