using System.Text.Json;
using AttentionViz.Cli.Running;

namespace AttentionViz.Cli.Tests.Support;

/// <summary>One run of the tool within the test: what it printed and returned.</summary>
internal sealed record ToolRun(int ExitCode, string Out, string Error)
{
    /// <summary>No run of these tests takes nearly as long; one that does is stuck, and ends with exit code 130.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly Dictionary<string, string> NoVariables = [];

    public static Task<ToolRun> InvokeAsync(params string[] args) => InvokeAsync(NoVariables, args);

    /// <param name="variables">All the environment there is for models and the hub.</param>
    public static async Task<ToolRun> InvokeAsync(IReadOnlyDictionary<string, string> variables, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(output, error, interactive: false, TimeProvider.System) { Variables = variables.GetValueOrDefault };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(Patience);
        var code = await Tool.RunAsync(args, terminal, stop.Token);
        return new ToolRun(code, output.ToString(), error.ToString());
    }

    /// <summary>Standard output, which must be one JSON value and nothing else.</summary>
    public JsonElement Json() => JsonDocument.Parse(Out).RootElement;

    /// <summary>The lines on standard error that report a fault.</summary>
    public string[] Faults => [.. Error.Split('\n').Where(l => l.StartsWith("error: ", StringComparison.Ordinal))];
}
