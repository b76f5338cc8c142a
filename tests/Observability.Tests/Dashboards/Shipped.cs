using System.Text.Json;
using AttentionViz.Testing.Servers;
using YamlDotNet.Serialization;

namespace AttentionViz.Observability.Tests.Dashboards;

/// <summary>An expression and where it stands.</summary>
public sealed record Expression(string Place, string Text);

/// <summary>What is shipped for Prometheus and Grafana.</summary>
internal static class Shipped
{
    public static string Folder { get; } = Checkout.At("deploy", "observability");

    public static string Rules { get; } = Path.Combine(Folder, "attentionviz.rules.yml");

    public static string Prometheus { get; } = Path.Combine(Folder, "prometheus.yml");

    public static string Dashboard { get; } = Path.Combine(Folder, "attentionviz.dashboard.json");

    public static IReadOnlyList<Rule> Alerts { get; } =
        [.. new DeserializerBuilder().IgnoreUnmatchedProperties().Build().Deserialize<RuleFile>(File.ReadAllText(Rules)).Groups.SelectMany(g => g.Rules)];

    public static IReadOnlyList<Expression> Expressions { get; } =
        [.. Panels().Concat(Alerts.Select(rule => new Expression(rule.Alert, rule.Expr)))];

    private static IEnumerable<Expression> Panels()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Dashboard));
        foreach (var panel in dashboard.RootElement.GetProperty("panels").EnumerateArray())
        {
            if (!panel.TryGetProperty("targets", out var targets)) continue;
            foreach (var target in targets.EnumerateArray())
                yield return new Expression(panel.GetProperty("title").GetString()!, target.GetProperty("expr").GetString()!);
        }
    }

    public sealed class RuleFile
    {
        [YamlMember(Alias = "groups")]
        public List<Group> Groups { get; set; } = [];
    }

    public sealed class Group
    {
        [YamlMember(Alias = "rules")]
        public List<Rule> Rules { get; set; } = [];
    }

    public sealed class Rule
    {
        [YamlMember(Alias = "alert")]
        public string Alert { get; set; } = "";

        [YamlMember(Alias = "expr")]
        public string Expr { get; set; } = "";

        [YamlMember(Alias = "labels")]
        public Dictionary<string, string> Labels { get; set; } = [];

        [YamlMember(Alias = "annotations")]
        public Dictionary<string, string> Annotations { get; set; } = [];
    }
}
