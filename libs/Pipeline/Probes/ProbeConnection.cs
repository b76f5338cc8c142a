namespace AttentionViz.Pipeline.Probes;

/// <summary>
/// Borne by every connection to the probe port, so that what is told there is told nowhere else: which port a request came in by cannot
/// be made up by the one who asks, as a Host header can.
/// </summary>
internal sealed class ProbeConnection
{
    public static readonly ProbeConnection Mark = new();
}
