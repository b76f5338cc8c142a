namespace AttentionViz.Extractor.Running;

/// <summary>Where a model's files are.</summary>
/// <param name="Name">What to call the model.</param>
/// <param name="Folder">Where configuration and tokenizer files are looked for.</param>
/// <param name="GraphPath">The .onnx file; of an encoder-decoder in two files the encoder.</param>
internal sealed record ModelFiles(string Name, string Folder, string GraphPath)
{
    public const string Encoder = "encoder_model.onnx";

    public const string Decoder = "decoder_model.onnx";

    /// <summary>Runs without a cache as with one, by a switch.</summary>
    private const string MergedDecoder = "decoder_model_merged.onnx";

    /// <summary>The decoder that belongs to the encoder; null for a model of one graph.</summary>
    public string? DecoderPath { get; init; }

    /// <summary>Where the parts of an encoder-decoder are looked for in a folder: encoder, then the decoders that may go with it.</summary>
    public static IEnumerable<(string Encoder, string[] Decoders)> Pairs { get; } =
    [
        (Encoder, [Decoder, MergedDecoder]),
        ($"onnx/{Encoder}", [$"onnx/{Decoder}", $"onnx/{MergedDecoder}"]),
    ];

    /// <param name="path">
    /// A folder (with model.onnx, onnx/model.onnx, encoder_model.onnx and decoder_model.onnx, or a single .onnx file) or an .onnx file.
    /// </param>
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
        if (usual.FirstOrDefault(File.Exists) is { } graph)
            return new ModelFiles(Path.GetFileName(full), full, graph);
        return Pair(path, full) ?? new ModelFiles(Path.GetFileName(full), full, Single(path, full));
    }

    private static ModelFiles? Pair(string path, string folder)
    {
        foreach (var (encoder, decoders) in Pairs.Where(pair => File.Exists(Path.Combine(folder, pair.Encoder))))
        {
            var decoder = decoders.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
                ?? throw new ModelLoadException(
                    ModelFault.NotFound,
                    $"{path} holds {encoder} but no {decoders[0]}; put the decoder beside it, or name {encoder} itself to use the encoder alone");
            return new ModelFiles(Path.GetFileName(folder), folder, Path.Combine(folder, encoder)) { DecoderPath = decoder };
        }

        return null;
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
