namespace AttentionViz.Extractor.Running;

/// <summary>Where a model's files are.</summary>
/// <param name="Name">What to call the model.</param>
/// <param name="Folder">Where configuration and tokenizer files are looked for.</param>
/// <param name="GraphPath">The .onnx file.</param>
internal sealed record ModelFiles(string Name, string Folder, string GraphPath)
{
    /// <param name="path">A folder (with model.onnx, onnx/model.onnx or a single .onnx file) or an .onnx file.</param>
    /// <exception cref="ModelLoadException">There is no such folder or file, or no graph in it.</exception>
    public static ModelFiles Find(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (File.Exists(full))
        {
            var parent = Path.GetDirectoryName(full)!;
            var standard = Path.GetFileName(full) == "model.onnx" && Path.GetFileName(parent).Length > 0;
            return new ModelFiles(standard ? Path.GetFileName(parent) : Path.GetFileName(full), parent, full);
        }

        if (!Directory.Exists(full))
            throw new ModelLoadException(ModelFault.NotFound, $"{path} does not exist; give a model folder or an .onnx file");
        string[] usual = [Path.Combine(full, "model.onnx"), Path.Combine(full, "onnx", "model.onnx")];
        var graph = usual.FirstOrDefault(File.Exists) ?? Single(path, full);
        return new ModelFiles(Path.GetFileName(full), full, graph);
    }

    private static string Single(string path, string folder) => Directory.GetFiles(folder, "*.onnx") switch
    {
        [var only] => only,
        [] => throw new ModelLoadException(ModelFault.NotFound, $"{path} holds no model.onnx; export the model to ONNX into this folder"),
        var several => throw new ModelLoadException(
            ModelFault.NotFound,
            $"{path} holds {several.Length} .onnx files and no model.onnx; name the one to use"),
    };
}
