using System.CommandLine;
using AttentionViz.Cli.Running;
using AttentionViz.Pipeline.Corpora;

namespace AttentionViz.Cli.Options;

/// <summary>The corpus file of a command.</summary>
internal static class CorpusOption
{
    public static Option<string?> Create(bool required, string defaults = "") => new("--corpus")
    {
        Description = $"Corpus: a .txt file (one sequence a line) or .jsonl (one object a line, with \"text\" or \"ids\").{defaults}",
        HelpName = "FILE",
        Required = required,
    };

    /// <summary>Refuses a file that is not there or whose name says nothing of its format.</summary>
    public static FileInfo Check(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists) throw ToolException.Unusable($"--corpus: '{path}' does not exist; give a .txt or .jsonl file");
        try
        {
            _ = CorpusReader.FormatOf(file.Name);
        }
        catch (CorpusFormatException e)
        {
            throw ToolException.Unusable($"--corpus: {e.Message}");
        }

        return file;
    }
}
