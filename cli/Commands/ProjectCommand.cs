using System.CommandLine;
using AttentionViz.Cli.Local;
using AttentionViz.Cli.Options;
using AttentionViz.Cli.Running;

namespace AttentionViz.Cli.Commands;

internal static class ProjectCommand
{
    public static Command Create(Terminal terminal)
    {
        var options = new ProjectOptions();
        var place = new PlaceOptions();
        var earlier = new Option<string?>("--init-from")
        {
            Description = "A map of the same points, method and dimensions, as OUT: start from it and lie over it, to be compared by eye.",
            HelpName = "MAP.npy",
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object on standard output, and the stages on standard error." };
        var command = new Command("project",
            "Reduce a matrix, or the queries and keys of a head, to 2 or 3 dimensions; no server.");
        options.AddTo(command);
        command.Add(earlier);
        place.AddTo(command);
        command.Add(json);
        command.SetAction((parsed, cancellationToken) =>
        {
            var asJson = parsed.GetValue(json);
            var log = new StageLog(asJson ? terminal.Error : terminal.Out, terminal.Clock);
            var (input, output) = (options.Input(parsed), options.Output(parsed));
            var later = place.Input(parsed, input.Matrix is null);
            var report = new Projection(terminal.Clock, log).Run(
                input, options.Map(parsed), options.Settings(parsed), output, parsed.GetValue(earlier), later, cancellationToken);
            terminal.Out.WriteLine(asJson ? report.ToJson() : report.ToText());
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
