using System.Text.RegularExpressions;

namespace AttentionViz.Observability.Tests.Metrics;

/// <summary>What /metrics tells: each sample's name with the names of the labels it has.</summary>
public sealed partial class Scrape
{
    private readonly Dictionary<string, HashSet<string>> _labels = [];

    private Scrape()
    {
    }

    public IReadOnlyCollection<string> Names => _labels.Keys;

    /// <summary>Null for a name that is not exported.</summary>
    public IReadOnlySet<string>? LabelsOf(string name) => _labels.GetValueOrDefault(name);

    public static async Task<Scrape> GetAsync(Uri probe, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        return Parse(await http.GetStringAsync(new Uri(probe, "metrics"), cancellationToken));
    }

    public static Scrape Parse(string text)
    {
        var scrape = new Scrape();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(l => l[0] != '#'))
        {
            var sample = Sample().Match(line);
            if (!sample.Success) throw new FormatException($"no sample: {line}");
            if (!scrape._labels.TryGetValue(sample.Groups["name"].Value, out var labels)) scrape._labels[sample.Groups["name"].Value] = labels = [];
            labels.UnionWith(sample.Groups["label"].Captures.Select(c => c.Value));
        }

        return scrape;
    }

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][\w:]*)(\{((?<label>\w+)="(\\.|[^"\\])*",?)*\})? \S+( \S+)?""", RegexOptions.ExplicitCapture)]
    private static partial Regex Sample();
}
