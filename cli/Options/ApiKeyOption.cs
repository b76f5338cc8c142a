using System.CommandLine;
using AttentionViz.Cli.Running;

namespace AttentionViz.Cli.Options;

/// <summary>With which key a command calls a gateway that asks for one. Every command has the option; those that call no gateway do not look at it.</summary>
internal static class ApiKeyOption
{
    public const string Variable = "ATTENTIONVIZ_API_KEY";

    private const string Name = "--api-key";

    public static Option<string?> Create() => new(Name)
    {
        Description = $"API key or bearer token for the gateway. Better given as the environment variable {Variable}: other users of a machine can see command lines.",
        HelpName = "KEY",
        Recursive = true,
    };

    /// <summary>The key to send; null when there is none.</summary>
    public static string? Read(ParseResult parsed, Uri gateway, Terminal terminal)
    {
        var given = parsed.GetValue<string?>(Name);
        var key = (given ?? terminal.Variables(Variable))?.Trim();
        if (string.IsNullOrEmpty(key)) return null;
        if (!key.All(char.IsAscii) || key.Any(char.IsControl) || key.Contains(' ', StringComparison.Ordinal))
            throw ToolException.Unusable($"{(given is null ? Variable : Name)}: this is no key: it holds blanks or other characters that keys do not have");
        if (gateway.Scheme == Uri.UriSchemeHttp && !gateway.IsLoopback)
            terminal.Error.WriteLine($"warning: the key goes to {gateway.Authority} without encryption; use https");
        return key;
    }
}
