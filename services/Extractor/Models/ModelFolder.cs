using AttentionViz.Extractor.Running;

namespace AttentionViz.Extractor.Models;

/// <summary>A model's folder within a folder of models.</summary>
/// <param name="Name">The model's id.</param>
/// <param name="Version">Changes when a file of it does.</param>
/// <param name="Bytes">Size of all files.</param>
internal sealed record ModelFolder(string Name, string Path, string Version, long Bytes)
{
    private static readonly EnumerationOptions Deep = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, MaxRecursionDepth = 3 };

    /// <summary>Every model of a folder, by name; none when there is no such folder. Names that begin with a dot are work in progress.</summary>
    public static IEnumerable<ModelFolder> In(string folder) => !Directory.Exists(folder) ? [] : Directory.EnumerateDirectories(folder)
        .Where(path => !System.IO.Path.GetFileName(path).StartsWith('.'))
        .Order(StringComparer.Ordinal)
        .Select(Read).OfType<ModelFolder>();

    /// <summary>Null when it holds no graph, or goes away while it is read.</summary>
    private static ModelFolder? Read(string path)
    {
        try
        {
            if (!HoldsGraph(path)) return null;
            var files = new DirectoryInfo(path).EnumerateFiles("*", Deep).OrderBy(f => f.FullName, StringComparer.Ordinal).ToList();
            var version = string.Join('|', files.Select(f => $"{System.IO.Path.GetRelativePath(path, f.FullName)}:{f.Length}:{f.LastWriteTimeUtc.Ticks}"));
            return new ModelFolder(System.IO.Path.GetFileName(path), path, version, files.Sum(f => f.Length));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool HoldsGraph(string path) =>
        Directory.EnumerateFiles(path, "*.onnx").Any()
        || new[] { "model.onnx", ModelFiles.Encoder }.Any(name => File.Exists(System.IO.Path.Combine(path, "onnx", name)));
}
