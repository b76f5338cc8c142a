using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace AttentionViz.Deploy.Tests.Docker;

/// <summary>Of compose files what is used here; anything else is a fault.</summary>
internal sealed partial class Compose
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).WithDuplicateKeyChecking().Build();

    public string Name { get; set; } = "";

    public Dictionary<string, ComposeService> Services { get; set; } = [];

    public Dictionary<string, Dictionary<string, string>> Volumes { get; set; } = [];

    [YamlMember(Alias = "x-service", ApplyNamingConventions = false)]
    public ComposeService? CommonService { get; set; }

    [YamlMember(Alias = "x-servers", ApplyNamingConventions = false)]
    public Dictionary<string, string>? CommonServers { get; set; }

    /// <exception cref="YamlException">A field that compose has not, or that is not used here.</exception>
    public static Compose Parse(string yaml) => Yaml.Deserialize<Compose>(new MergingParser(new Parser(new StringReader(yaml))));

    /// <summary>With the variables that docker compose would read from .env.</summary>
    /// <exception cref="KeyNotFoundException">A variable without default that is not given.</exception>
    public static string Fill(string yaml, IReadOnlyDictionary<string, string> variables) => Variable().Replace(yaml, m =>
        variables.GetValueOrDefault(m.Groups["name"].Value) is { Length: > 0 } value ? value
        : m.Groups["sign"].Value == ":-" ? m.Groups["rest"].Value
        : throw new KeyNotFoundException($"{m.Groups["name"].Value} is not set: {m.Groups["rest"].Value}"));

    /// <summary>What a variable is called in a compose file, wherever it is used.</summary>
    public static IEnumerable<string> Names(string yaml) => Variable().Matches(yaml).Select(m => m.Groups["name"].Value).Distinct();

    [GeneratedRegex(@"\$\{(?<name>\w+)(?:(?<sign>:-|:\?)(?<rest>[^}]*))?\}")]
    private static partial Regex Variable();
}

internal sealed class ComposeService
{
    public string Image { get; set; } = "";

    public ComposeBuild? Build { get; set; }

    public string Hostname { get; set; } = "";

    public string Restart { get; set; } = "";

    public bool Init { get; set; }

    public bool ReadOnly { get; set; }

    public List<string> CapDrop { get; set; } = [];

    public List<string> SecurityOpt { get; set; } = [];

    public Dictionary<string, ComposeCondition> DependsOn { get; set; } = [];

    public Dictionary<string, string> Environment { get; set; } = [];

    public List<string> Ports { get; set; } = [];

    public List<string> Volumes { get; set; } = [];

    public List<string> Tmpfs { get; set; } = [];

    public List<string> Command { get; set; } = [];

    public string StopGracePeriod { get; set; } = "";

    public ComposeHealth? Healthcheck { get; set; }

    public ComposeDeploy? Deploy { get; set; }
}

internal sealed class ComposeBuild
{
    public string Context { get; set; } = "";

    public string Dockerfile { get; set; } = "";

    public string Target { get; set; } = "";
}

internal sealed class ComposeCondition
{
    public string Condition { get; set; } = "";
}

internal sealed class ComposeHealth
{
    public List<string> Test { get; set; } = [];

    public string Interval { get; set; } = "";

    public string Timeout { get; set; } = "";

    public string StartPeriod { get; set; } = "";

    public int Retries { get; set; }
}

internal sealed class ComposeDeploy
{
    public ComposeResources Resources { get; set; } = new();
}

internal sealed class ComposeResources
{
    public ComposeReservations Reservations { get; set; } = new();
}

internal sealed class ComposeReservations
{
    public List<ComposeDevice> Devices { get; set; } = [];
}

internal sealed class ComposeDevice
{
    public string Driver { get; set; } = "";

    public int Count { get; set; }

    public List<string> Capabilities { get; set; } = [];
}
