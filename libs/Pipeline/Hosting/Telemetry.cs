using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AttentionViz.Pipeline.Hosting;

/// <summary>The one name under which every service traces and measures.</summary>
public static class Telemetry
{
    public const string Name = "AttentionViz";

    public static readonly ActivitySource Activities = new(Name);

    public static readonly Meter Meter = new(Name);
}
