using System.CommandLine;
using AttentionViz.Cli.Local;

namespace AttentionViz.Cli.Options;

/// <summary>The folder a command fills.</summary>
internal sealed class TargetFolderOptions
{
    private readonly Option<string> _out = new("--out")
    {
        Description = "Folder to make. It appears when everything in it is written.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<bool> _force = new("--force") { Description = "Replace the folder when it is there and not empty." };

    public void AddTo(Command command)
    {
        command.Add(_out);
        command.Add(_force);
    }

    public TargetFolder Open(ParseResult parsed) => TargetFolder.Open(parsed.GetRequiredValue(_out), parsed.GetValue(_force));
}
