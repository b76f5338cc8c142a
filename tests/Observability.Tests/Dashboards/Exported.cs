using AttentionViz.Observability.Tests.Metrics;

namespace AttentionViz.Observability.Tests.Dashboards;

/// <summary>Which metrics there are, with which labels: what is exported here, and a few that others export.</summary>
internal sealed class Exported
{
    // Prometheus adds these to whatever it collects.
    private static readonly string[] Everywhere = ["job", "instance"];

    private static readonly Dictionary<string, string[]> OfOthers = new()
    {
        ["up"] = [],
        // RabbitMQ's own plugin, one series a queue (/metrics/per-object).
        ["rabbitmq_queue_messages_ready"] = ["queue", "vhost"],
        ["rabbitmq_queue_messages_unacked"] = ["queue", "vhost"],
    };

    private readonly Dictionary<string, HashSet<string>> _labels = [];

    public static async Task<Exported> GetAsync(Uri probe, CancellationToken cancellationToken)
    {
        var exported = new Exported();
        var scrape = await Scrape.GetAsync(probe, cancellationToken);
        foreach (var name in scrape.Names) exported.Add(name, scrape.LabelsOf(name)!);
        foreach (var instrument in Instruments.All().Where(i => Instruments.Silent.ContainsKey(i.Name)))
            foreach (var name in Instruments.SamplesOf(instrument)) exported.Add(name, Instruments.Silent[instrument.Name]);
        foreach (var (name, labels) in OfOthers) exported.Add(name, labels);
        return exported;
    }

    /// <summary>What an expression names that is not there.</summary>
    public IReadOnlyList<string> Faults(string expression)
    {
        var faults = new List<string>();
        foreach (var (metric, labels) in PromQl.Read(expression))
        {
            if (_labels.TryGetValue(metric, out var known)) faults.AddRange(labels.Except(known).Select(label => $"{metric} has no label {label}"));
            else faults.Add($"{metric} is not exported");
        }

        return faults;
    }

    private void Add(string name, IEnumerable<string> labels)
    {
        if (!_labels.TryGetValue(name, out var known)) _labels[name] = known = [.. Everywhere];
        known.UnionWith(labels);
    }
}
