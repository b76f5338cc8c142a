using System.CommandLine;
using AttentionViz.Cli.Options;
using AttentionViz.Cli.Running;

namespace AttentionViz.Cli.Commands;

/// <summary>The whole command line.</summary>
internal static class Root
{
    public static RootCommand Create(Terminal terminal) => new(
        "AttentionViz: pictures of a transformer's attention heads in which near means attends.\n"
        + "Start with 'attentionviz demo'. Exit codes: 0 done, 1 refused or failed, 2 unusable input, bad usage or no gateway, 3 no attention in the model.")
    {
        DemoCommand.Create(terminal),
        ServeCommand.Create(terminal),
        SubmitCommand.Create(terminal),
        JobsCommand.Create(terminal),
        WatchCommand.Create(terminal),
        CancelCommand.Create(terminal),
        DeleteCommand.Create(terminal),
        ModelsCommand.Create(terminal),
        KeysCommand.Create(terminal),
        ExportCommand.Create(terminal),
        SearchCommand.Create(terminal),
        HeadsCommand.Create(terminal),
        CompareCommand.Create(terminal),
        PlaceCommand.Create(terminal),
        InspectCommand.Create(terminal),
        ExtractCommand.Create(terminal),
        ProjectCommand.Create(terminal),
        ApiKeyOption.Create(),
    };
}
