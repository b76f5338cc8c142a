using System.CommandLine;
using System.Net;
using AttentionViz.Cli.Embedded;
using AttentionViz.Cli.Running;
using AttentionViz.Extractor.Models;

namespace AttentionViz.Cli.Options;

/// <summary>The options of commands that start the embedded host.</summary>
internal sealed class EmbeddedOptions(Terminal terminal)
{
    private readonly Option<int?> _grpcPort = Ranged.Whole("--grpc-port", "Port for gRPC over HTTP/2, 0 to 65535; 0 = any free one. Default 5050.", 0, 65535);
    private readonly Option<int?> _webPort = Ranged.Whole("--web-port", "Port for gRPC-Web and pages over HTTP/1.1, 0 to 65535; 0 = any free one. Default 5051.", 0, 65535);
    private readonly Option<string?> _address = new("--address")
    {
        Description = "IP address to listen on; 0.0.0.0 = every interface. Default 127.0.0.1.",
        HelpName = "IP",
    };

    private readonly Option<string[]> _models = new("--models")
    {
        Description = "Folder that holds model folders; can be given again. Default: the user's models, see 'models add', and those that come with the tool.",
        HelpName = "DIR",
    };

    private readonly Option<bool> _anonymous = new("--allow-anonymous")
    {
        Description = "Serve anyone, on an address that others can reach too. Otherwise such an address needs keys in the environment: see 'keys create'.",
    };

    private readonly Option<bool> _verbose = new("--verbose") { Description = "Log what the services do, on standard error." };

    public void AddTo(Command command)
    {
        Option[] options = [_models, _grpcPort, _webPort, _address, _anonymous, _verbose];
        foreach (var option in options) command.Add(option);
    }

    public HostSettings Read(ParseResult parsed)
    {
        var address = parsed.GetValue(_address) ?? "127.0.0.1";
        if (!IPAddress.TryParse(address, out var ip))
            throw ToolException.Unusable($"--address: '{address}' is not an IP address; give one such as 127.0.0.1, or 0.0.0.0 for every interface");
        var settings = new HostSettings(
            ip, parsed.GetValue(_grpcPort) ?? 5050, parsed.GetValue(_webPort) ?? 5051, Models(parsed), parsed.GetValue(_verbose))
        {
            AllowAnonymous = parsed.GetValue(_anonymous),
        };
        if (settings.GrpcPort == settings.WebPort && settings.GrpcPort != 0)
            throw ToolException.Unusable($"--web-port: {settings.WebPort} is the gRPC port too; give another one");
        return settings;
    }

    private IReadOnlyList<string> Models(ParseResult parsed)
    {
        if (parsed.GetValue(_models) is not { Length: > 0 } given)
        {
            // The user's folder counts also while it does not exist: models may be added while the host runs.
            var own = UserFolders.Models(terminal.Variables);
            return ShippedFiles.Models() is { } shipped ? [own, shipped] : [own];
        }

        var missing = given.FirstOrDefault(folder => !Directory.Exists(folder));
        if (missing is not null) throw ToolException.Unusable($"--models: '{missing}' is not a folder; give one that holds model folders");
        return [.. given.Select(Path.GetFullPath)];
    }
}
