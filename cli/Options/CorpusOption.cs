using System.CommandLine;
using AttentionViz.Cli.Local;
using AttentionViz.Cli.Running;
using AttentionViz.Pipeline.Corpora;

namespace AttentionViz.Cli.Options;

/// <summary>The corpus of a command.</summary>
internal static class CorpusOption
{
    public static Option<string?> Create(bool required, string defaults = "") => new("--corpus")
    {
        Description = $"Corpus: a .txt file (one sequence a line) or .jsonl (one object a line, with \"text\" or \"ids\"); for image models a .zip or a folder of JPEG, PNG and WebP images.{defaults}",
        HelpName = "PATH",
        Required = required,
    };

    /// <summary>Refuses what is not there and a file whose name says nothing of its format.</summary>
    public static CorpusSource Check(string path)
    {
        if (Directory.Exists(path)) return new CorpusSource(new DirectoryInfo(path));
        var file = new FileInfo(path);
        if (!file.Exists) throw ToolException.Unusable($"--corpus: '{path}' does not exist; give a .txt, .jsonl or .zip file, or a folder of images");
        try
        {
            return new CorpusSource(file);
        }
        catch (CorpusFormatException e)
        {
            throw ToolException.Unusable($"--corpus: {e.Message}");
        }
    }
}
