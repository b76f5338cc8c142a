using k8s;
using k8s.Models;

namespace AttentionViz.Deploy.Tests.Kubernetes;

/// <summary>Of keda.sh/v1alpha1 what is used here; a field that is not here is a fault, like any that KEDA has not.</summary>
public sealed class ScaledObject : IKubernetesObject<V1ObjectMeta>
{
    public const string TypeKey = "keda.sh/v1alpha1/ScaledObject";

    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public ScaledObjectSpec Spec { get; set; } = new();
}

public sealed class ScaledObjectSpec
{
    public ScaleTarget ScaleTargetRef { get; set; } = new();

    public int PollingInterval { get; set; }

    public int MinReplicaCount { get; set; }

    public int MaxReplicaCount { get; set; }

    public AdvancedScaling Advanced { get; set; } = new();

    public IList<ScaleTrigger> Triggers { get; set; } = [];
}

public sealed class ScaleTarget
{
    public string Name { get; set; } = "";
}

public sealed class AdvancedScaling
{
    public AutoscalerConfig HorizontalPodAutoscalerConfig { get; set; } = new();
}

public sealed class AutoscalerConfig
{
    public V2HorizontalPodAutoscalerBehavior Behavior { get; set; } = new();
}

public sealed class ScaleTrigger
{
    public string Type { get; set; } = "";

    public RabbitMqTrigger Metadata { get; set; } = new();

    public NamedReference AuthenticationRef { get; set; } = new();
}

/// <summary>Of the trigger "rabbitmq"; KEDA wants every value as a string.</summary>
public sealed class RabbitMqTrigger
{
    public string Protocol { get; set; } = "";

    public string Mode { get; set; } = "";

    public string QueueName { get; set; } = "";

    public string Value { get; set; } = "";
}

public sealed class NamedReference
{
    public string Name { get; set; } = "";
}

public sealed class TriggerAuthentication : IKubernetesObject<V1ObjectMeta>
{
    public const string TypeKey = "keda.sh/v1alpha1/TriggerAuthentication";

    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public TriggerAuthenticationSpec Spec { get; set; } = new();
}

public sealed class TriggerAuthenticationSpec
{
    public IList<SecretTarget> SecretTargetRef { get; set; } = [];
}

public sealed class SecretTarget
{
    public string Parameter { get; set; } = "";

    public string Name { get; set; } = "";

    public string Key { get; set; } = "";
}
