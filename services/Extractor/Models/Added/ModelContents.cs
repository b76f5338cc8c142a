using AttentionViz.Extractor.Onnx;
using AttentionViz.Extractor.Running;

namespace AttentionViz.Extractor.Models.Added;

/// <summary>The files that make a model, out of a folder that may hold more.</summary>
/// <param name="Name">What to call it when nothing else is said.</param>
/// <param name="Files">Name in a model folder, place on disk.</param>
internal sealed record ModelContents(string Name, IReadOnlyList<(string Name, string Path)> Files)
{
    /// <param name="path">A model folder or an .onnx file.</param>
    /// <exception cref="ModelLoadException">There is no model, or its weights are not all there.</exception>
    public static ModelContents Of(string path)
    {
        var files = ModelFiles.Find(path);
        (string Name, string Path)[] graphs = files.DecoderPath is { } decoder
            ? [(ModelFiles.Encoder, files.GraphPath), (ModelFiles.Decoder, decoder)]
            : [("model.onnx", files.GraphPath)];
        var external = graphs.Select(graph => OnnxFile.Read(graph.Path)).SelectMany(graph => graph.ExternalFiles.Select(file => (file, Path.Combine(graph.Folder, file))));
        var name = files.Name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? files.Name[..^".onnx".Length] : files.Name;
        return new ModelContents(
            name,
            [
                .. graphs,
                .. external.Distinct(),
                .. ModelIdentity.PairSideFiles.Select(file => (file, Path.Combine(files.Folder, file))).Where(file => File.Exists(file.Item2)),
            ]);
    }

    /// <summary>Copies the files; where the file system can, they share their blocks.</summary>
    public void CopyTo(string folder, Action<string> told, CancellationToken cancellationToken)
    {
        foreach (var (name, path) in Files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            told(name);
            var target = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }
    }
}
