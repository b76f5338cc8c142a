using AttentionViz.Testing.Servers;

namespace AttentionViz.Faults.Tests;

/// <summary>What a deployment consists of.</summary>
internal sealed record DeploymentOptions
{
    /// <summary>Store:Redis of every service, which then go straight to it; null for a Redis of the deployment's own, behind links.</summary>
    public string? Store { get; init; }

    /// <summary>How its own Redis is set up.</summary>
    public RedisOptions Redis { get; init; } = new();

    /// <summary>Added to the address of its own Redis, e.g. ",user=av,password=secret,ssl=true".</summary>
    public string StoreCredentials { get; init; } = "";

    /// <summary>Who may do anything at its own Redis, where users are set up.</summary>
    public (string Name, string Password)? StoreAdministrator { get; init; }

    /// <summary>A RabbitMQ that is there already, where this deployment keeps to a virtual host; null for one of its own.</summary>
    public RabbitMqServer? RabbitMq { get; init; }

    public string VirtualHost { get; init; } = "/";

    public int Extractors { get; init; } = 2;

    public int Projectors { get; init; } = 2;

    /// <summary>Of every service, on top of those that every deployment has.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
