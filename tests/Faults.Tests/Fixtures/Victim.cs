namespace AttentionViz.Faults.Tests;

/// <summary>What is killed.</summary>
public enum Victim
{
    Extractor,
    Projector,
    Gateway,
    RabbitMq,
    Redis,
}
