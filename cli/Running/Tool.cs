using System.CommandLine;
using System.CommandLine.Invocation;

namespace AttentionViz.Cli.Running;

/// <summary>One run of the tool: command line in, exit code out.</summary>
internal static class Tool
{
    /// <summary>Long enough for the embedded host to stop its servers after Ctrl-C.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(15);

    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellationToken = default)
    {
        var root = Commands.Root.Create(terminal);
        // Without a command there is nothing to do but to say what could be done.
        var parsed = root.Parse(args.Count == 0 ? ["--help"] : args);
        // A request for help is answered even when the rest of the line is wrong.
        if (parsed.Action is ParseErrorAction) return UsageErrors.Write(parsed, terminal);
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = terminal.Out,
                    Error = terminal.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = StopTimeout,
                },
                cancellationToken);
        }
        catch (Exception e)
        {
            return ErrorReport.Write(e, terminal.Error);
        }
    }
}
