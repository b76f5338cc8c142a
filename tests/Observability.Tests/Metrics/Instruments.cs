using System.Diagnostics.Metrics;
using AttentionViz.Pipeline.Hosting;

namespace AttentionViz.Observability.Tests.Metrics;

/// <summary>The instruments that the code has, measured or not, by the names that Prometheus knows them by.</summary>
internal static class Instruments
{
    /// <summary>Of things that did not happen here, or that this machine lacks, with the labels they would have.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Silent = new Dictionary<string, string[]>
    {
        ["attentionviz.unit.redelivered"] = ["kind"],
        ["attentionviz.unit.dead_lettered"] = ["kind"],
        ["attentionviz.unit.rescued"] = ["kind"],
        ["attentionviz.gpu.memory.used"] = ["gpu"],
        ["attentionviz.gpu.memory.limit"] = ["gpu"],
        // Where the store is no Redis.
        ["attentionviz.store.memory.used"] = ["node"],
        ["attentionviz.store.memory.limit"] = ["node"],
    };

    public static IReadOnlyList<Instrument> All()
    {
        var all = new List<Instrument>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == Telemetry.Name) all.Add(instrument);
        };
        listener.Start();
        return [.. all.DistinctBy(i => i.Name)];
    }

    /// <summary>Names of the samples of an instrument, by the rules of OpenTelemetry for Prometheus.</summary>
    public static IReadOnlyList<string> SamplesOf(Instrument instrument)
    {
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        var name = instrument.Name.Replace('.', '_') + unit;
        return instrument switch
        {
            Histogram<double> => [$"{name}_bucket", $"{name}_sum", $"{name}_count"],
            Counter<long> => [$"{name}_total"],
            _ => [name],
        };
    }
}
