namespace AttentionViz.Bench.Extraction;

/// <summary>Files of the repository, found upwards from where the program lies.</summary>
internal static class Places
{
    private static readonly string[] Bundled = ["mini-gpt", "mini-bert", "mini-vit"];

    public static string Of(string relative) => Path.Combine(Root(), relative);

    public static string[] BundledModels() =>
        [.. Bundled.Select(name => Of($"models/{name}")).Where(f => File.Exists(Path.Combine(f, "model.onnx")))];

    /// <summary>The sample corpus of what a model reads.</summary>
    public static string SampleFor(string model) =>
        Of(File.Exists(Path.Combine(model, "preprocessor_config.json")) ? "samples/shapes.zip" : "samples/sentences.jsonl");

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AttentionViz.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("run this from within the repository");
    }
}
