using System.Globalization;
using AttentionViz.Deploy.Tests.Settings;
using AttentionViz.Pipeline.Jobs;

namespace AttentionViz.Deploy.Tests.Kubernetes.Checks;

/// <summary>KEDA looks at the queues that a service takes from, and scales towards less than waits there under load.</summary>
internal static class ScalingChecks
{
    public static IEnumerable<string> Faults(Manifests manifests)
    {
        foreach (var scaled in manifests.Of<ScaledObject>())
        {
            var name = scaled.Spec.ScaleTargetRef.Name;
            var workload = manifests.Workloads.SingleOrDefault(w => w.Name == name);
            if (workload?.Service is not { } service)
            {
                yield return $"ScaledObject {scaled.Metadata.Name} scales {name}, which is not there";
                continue;
            }

            if (workload.Replicas is not null) yield return $"{name} sets replicas: each apply would undo what the autoscaler did";
            if (scaled.Spec.MinReplicaCount < 1) yield return $"{name} may be scaled to none: nobody would announce models or make queues";
            if (scaled.Spec.MaxReplicaCount <= scaled.Spec.MinReplicaCount) yield return $"{name} is never scaled";
            foreach (var fault in TriggerFaults(manifests, workload, service, scaled)) yield return $"{name}: {fault}";
        }
    }

    private static IEnumerable<string> TriggerFaults(Manifests manifests, Workload workload, Service service, ScaledObject scaled)
    {
        var variables = ContainerVariables.Of(manifests, workload.Container).ToDictionary();
        // By default a projector has a slot a core, of those that the container gets.
        if (service == Service.Projector) variables.TryAdd("Projector__Concurrency", Cores(workload).ToString(CultureInfo.InvariantCulture));
        using var host = new WiredService(service, variables);
        var queues = host.Queues().Where(q => q.IsByPriority).ToDictionary(q => q.Name);
        var watched = scaled.Spec.Triggers.Select(t => t.Metadata.QueueName).ToList();
        foreach (var queue in queues.Keys.Except(watched)) yield return $"queue {queue} is not looked at";
        foreach (var queue in watched.Except(queues.Keys)) yield return $"it takes nothing from queue {queue}";
        if (watched.Distinct().Count() != watched.Count) yield return "a queue is looked at twice";
        foreach (var trigger in scaled.Spec.Triggers)
        {
            if (trigger is not { Type: "rabbitmq", Metadata: { Protocol: "amqp", Mode: "QueueLength" } }) yield return $"the trigger of {trigger.Metadata.QueueName} is not by the length of a RabbitMQ queue, over AMQP";
            if (!manifests.Has<TriggerAuthentication>(trigger.AuthenticationRef.Name)) yield return $"there is no TriggerAuthentication {trigger.AuthenticationRef.Name}";
            if (!queues.TryGetValue(trigger.Metadata.QueueName, out var queue)) continue;
            var slots = queue.Held - 1;
            var waiting = (StageFeed.PerSlot * slots) - queue.Held;
            if (!int.TryParse(trigger.Metadata.Value, out var target) || target < 1 || target >= waiting)
                yield return $"{queue.Name} is scaled towards {trigger.Metadata.Value} a pod; under load {waiting} wait, so it would never grow";
        }
    }

    private static int Cores(Workload workload) => (int)Math.Ceiling(workload.Container.Resources.Limits["cpu"].ToDecimal());
}
