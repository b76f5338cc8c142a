using System.ComponentModel.DataAnnotations;

namespace AttentionViz.Pipeline.Hosting;

/// <summary>How services reach one another.</summary>
public sealed class BusOptions : IValidatableObject
{
    /// <summary>RabbitMQ, e.g. "amqp://user:password@rabbitmq:5672/"; empty = in memory, all services in one process.</summary>
    public string RabbitMq { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RabbitMq.Length > 0 && !(Uri.TryCreate(RabbitMq, UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps"))
            yield return new ValidationResult("Bus:RabbitMq is not an address; give one like amqp://user:password@host:5672/", [nameof(RabbitMq)]);
    }
}
