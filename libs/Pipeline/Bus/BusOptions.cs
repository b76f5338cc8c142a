using System.ComponentModel.DataAnnotations;

namespace AttentionViz.Pipeline.Bus;

/// <summary>How services reach one another. Section "Bus".</summary>
public sealed class BusOptions : IValidatableObject
{
    public const string Section = "Bus";

    /// <summary>RabbitMQ, e.g. "amqp://user:password@rabbitmq:5672/", amqps for TLS; empty = in memory, all services in one process.</summary>
    public string RabbitMq { get; set; } = "";

    /// <summary>PEM file of the authority that signed RabbitMQ's certificate; empty = those that this machine trusts.</summary>
    public string CaCertificate { get; set; } = "";

    /// <summary>How long a unit may wait without a message, or be begun without a worker, before a gateway asks for it again. 1 second to 1 hour; default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RescueAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether messages leave this process.</summary>
    public bool IsDistributed => RabbitMq.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RabbitMq.Length > 0 && !(Uri.TryCreate(RabbitMq, UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps"))
            yield return new ValidationResult("Bus:RabbitMq is not an address; give one like amqp://user:password@host:5672/", [nameof(RabbitMq)]);
        if (CaCertificate.Length > 0 && !File.Exists(CaCertificate))
            yield return new ValidationResult($"Bus:CaCertificate is '{Path.GetFileName(CaCertificate)}', which is no file here; give the path of a PEM file", [nameof(CaCertificate)]);
    }
}
