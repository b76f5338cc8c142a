using System.CommandLine;

namespace AttentionViz.Cli.Running;

/// <summary>Says what is wrong with a command line: a line for each fault, then where to read more.</summary>
internal static class UsageErrors
{
    public static int Write(ParseResult parsed, Terminal terminal)
    {
        var messages = parsed.Errors.Select(e => e.Message.ReplaceLineEndings(" ").Trim()).Distinct().ToList();
        // With a mistyped command the parser also misses a command; one fault is enough.
        var unknown = messages.Where(m => m.StartsWith("Unrecognized", StringComparison.Ordinal)).ToList();
        if (unknown.Count > 0) messages.RemoveAll(m => m.StartsWith("Required command", StringComparison.Ordinal));
        foreach (var message in messages) terminal.Error.WriteLine($"error: {message}");
        terminal.Error.WriteLine($"Run '{PathOf(parsed)} --help' for the options.");
        return ExitCode.Unusable;
    }

    private static string PathOf(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        return command is RootCommand ? "attentionviz" : $"attentionviz {command.Name}";
    }
}
