using System.ComponentModel.DataAnnotations;
using System.Net;

namespace AttentionViz.Pipeline.Probes;

/// <summary>Where a process tells how it fares.</summary>
public sealed class ProbeOptions : IValidatableObject
{
    public const string Section = "Probes";

    /// <summary>Port of /healthz, /readyz and /metrics, over HTTP/1.1, 1..65535; 0 = none. Default 8080.</summary>
    public int Port { get; set; } = 8080;

    /// <summary>IP address to listen on. Default 127.0.0.1: what is told here is for those who run the process.</summary>
    public string Address { get; set; } = "127.0.0.1";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Port is < 0 or > IPEndPoint.MaxPort)
            yield return new ValidationResult($"Probes:Port is {Port}; give a port from 1 to 65535, or 0 for none", [nameof(Port)]);
        if (!IPAddress.TryParse(Address, out _))
            yield return new ValidationResult($"Probes:Address is '{Address}'; give an IP address such as 127.0.0.1, or 0.0.0.0 for every interface", [nameof(Address)]);
    }
}
