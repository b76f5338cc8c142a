using AttentionViz.V1;

namespace AttentionViz.Cli.Embedded;

/// <summary>Finds the models and samples that come with the tool: beside the binary, or in the repository around it or around the current folder.</summary>
internal static class ShippedFiles
{
    /// <summary>The folder of bundled models; null when there is none.</summary>
    public static string? Models() => Find(folder =>
    {
        var models = Path.Combine(folder, "models");
        return Directory.Exists(models) && Directory.EnumerateDirectories(models).Any(m => File.Exists(Path.Combine(m, "model.onnx"))) ? models : null;
    });

    /// <summary>The sample corpus for a model; null when there is none.</summary>
    public static string? SampleCorpus(ModelInput input) => Find(folder =>
    {
        var corpus = Path.Combine(folder, "samples", input == ModelInput.Image ? "shapes.zip" : "sentences.jsonl");
        return File.Exists(corpus) ? corpus : null;
    });

    private static string? Find(Func<string, string?> look)
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Environment.CurrentDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
                if (look(folder.FullName) is { } found) return found;
        }

        return null;
    }
}
