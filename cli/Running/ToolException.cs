namespace AttentionViz.Cli.Running;

/// <summary>Ends the tool with one readable line: what is wrong, the value, and what to do.</summary>
internal sealed class ToolException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>The user gave something that cannot be used.</summary>
    public static ToolException Unusable(string message) => new(Running.ExitCode.Unusable, message);
}
