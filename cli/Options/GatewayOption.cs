using System.CommandLine;
using AttentionViz.Cli.Remote;
using AttentionViz.Cli.Running;

namespace AttentionViz.Cli.Options;

/// <summary>Which gateway a command talks to.</summary>
internal static class GatewayOption
{
    public const string Variable = "ATTENTIONVIZ_GATEWAY";

    public const string Default = "http://127.0.0.1:5050";

    public static Option<string?> Create() => new("--gateway")
    {
        Description = $"Address of the gateway's gRPC port. Default: the environment variable {Variable}, else {Default}.",
        HelpName = "URL",
    };

    public static GatewayClient Connect(this ParseResult parsed, Option<string?> option, Terminal terminal)
    {
        var given = parsed.GetValue(option);
        var address = given ?? Environment.GetEnvironmentVariable(Variable) ?? Default;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw ToolException.Unusable($"{(given is null ? Variable : "--gateway")}: '{address}' is not an address; give one like {Default}");
        return new GatewayClient(uri, terminal.Clock, ApiKeyOption.Read(parsed, uri, terminal));
    }
}
