using System.CommandLine;
using AttentionViz.Cli.Options;
using AttentionViz.Cli.Running;
using AttentionViz.Gateway.Security;

namespace AttentionViz.Cli.Commands;

internal static class KeysCommand
{
    public static Command Create(Terminal terminal) => new("keys", "API keys for gateways.") { MakeCreate(terminal) };

    private static Command MakeCreate(Terminal terminal)
    {
        var name = new Option<string>("--name") { Description = "Name of the key, for the gateway's logs.", HelpName = "NAME", Required = true };
        var tenant = new Option<string>("--tenant") { Description = "Whose jobs and corpora the key reaches. Default: the name.", HelpName = "TENANT" };
        var scope = Ranged.Choice("--scope", "read, submit (and read), or admin (of every tenant). Default submit.", ["read", "submit", "admin"]);
        var command = new Command("create", "Make a random API key. The key is shown once; the gateway is told its hash only.") { name, tenant, scope };
        command.SetAction(parsed =>
        {
            var key = ApiKeyText.Create();
            var holder = parsed.GetRequiredValue(name);
            terminal.Out.WriteLine($"key   {key}");
            terminal.Out.WriteLine($"hash  {ApiKeyText.HashOf(key)}");
            terminal.Out.WriteLine();
            terminal.Out.WriteLine("For its holder, who keeps it secret (it is not shown again):");
            terminal.Out.WriteLine($"  export {ApiKeyOption.Variable}={key}");
            terminal.Out.WriteLine("For the gateway, with the next free number instead of 0:");
            foreach (var (setting, value) in new[]
            {
                ("Name", holder), ("Tenant", parsed.GetValue(tenant) ?? holder), ("Scope", (parsed.GetValue(scope) ?? "submit").ToUpperInvariant()), ("Hash", ApiKeyText.HashOf(key)),
            })
                terminal.Out.WriteLine($"  Gateway__Auth__ApiKeys__0__{setting}={value}");
            return ExitCode.Done;
        });
        return command;
    }
}
