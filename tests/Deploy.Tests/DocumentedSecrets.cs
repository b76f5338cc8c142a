using System.Text.RegularExpressions;

namespace AttentionViz.Deploy.Tests;

/// <summary>The secrets that docs/deploy.md tells to make, with the values of its examples.</summary>
internal static partial class DocumentedSecrets
{
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> All { get; } = Read(Repository.Read("docs", "deploy.md"));

    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Read(string page)
    {
        var secrets = new Dictionary<string, IReadOnlyDictionary<string, string>>();
        foreach (Match command in Create().Matches(page.Replace("\\\n", " ", StringComparison.Ordinal)))
        {
            secrets[command.Groups["name"].Value] = command.Groups["kind"].Value == "tls"
                ? new Dictionary<string, string> { ["tls.crt"] = "", ["tls.key"] = "" }
                : Literal().Matches(command.Groups["rest"].Value).ToDictionary(l => l.Groups["key"].Value, l => l.Groups["value"].Value.Trim('\''));
        }

        return secrets;
    }

    [GeneratedRegex(@"create secret (?<kind>generic|tls) (?<name>[\w-]+)(?<rest>[^\n]*)")]
    private static partial Regex Create();

    [GeneratedRegex(@"--from-literal=(?<key>\w+)=(?<value>'[^']*'|\S+)")]
    private static partial Regex Literal();
}
