using AttentionViz.Deploy.Tests.Settings;
using k8s.Models;

namespace AttentionViz.Deploy.Tests.Kubernetes;

/// <summary>A Deployment or StatefulSet: what makes pods of one kind.</summary>
internal sealed record Workload(string Name, V1LabelSelector Selector, V1PodTemplateSpec Template, int? Replicas)
{
    public V1PodSpec Pod => Template.Spec;

    public IDictionary<string, string> Labels => Template.Metadata.Labels;

    public V1Container Container => Pod.Containers.Single();

    /// <summary>Which of our services runs in it; null for a server that is not ours.</summary>
    public Service? Service => ServiceNames.Find(Name);

    public IEnumerable<V1ContainerPort> Ports => Container.Ports;
}
