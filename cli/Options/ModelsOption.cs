using System.CommandLine;
using AttentionViz.Cli.Running;
using AttentionViz.Extractor.Models;
using AttentionViz.Extractor.Models.Added;

namespace AttentionViz.Cli.Options;

/// <summary>The models directory that a command reads or changes.</summary>
internal static class ModelsOption
{
    public static Option<string?> Create() => new("--models")
    {
        Description = $"Folder of model folders. Default: the environment variable {UserFolders.ModelsVariable}, else attentionviz/models in the user's data folder; 'serve' and 'demo' offer what is there.",
        HelpName = "DIR",
    };

    public static ModelDirectory Directory(this ParseResult parsed, Option<string?> option, Terminal terminal)
    {
        var folder = parsed.GetValue(option) ?? UserFolders.Models(terminal.Variables);
        return File.Exists(folder) ? throw ToolException.Unusable($"--models: '{folder}' is a file; give a folder") : new ModelDirectory(folder, terminal.Clock);
    }
}
