using System.Text;
using AttentionViz.Deploy.Tests.Settings;
using k8s;
using k8s.Models;

namespace AttentionViz.Deploy.Tests.Kubernetes;

/// <summary>All objects of an overlay, each in its own type.</summary>
internal sealed class Manifests
{
    private static readonly Dictionary<string, Type> KedaTypes = new()
    {
        [ScaledObject.TypeKey] = typeof(ScaledObject),
        [TriggerAuthentication.TypeKey] = typeof(TriggerAuthentication),
    };

    private readonly IReadOnlyList<IKubernetesObject<V1ObjectMeta>> _objects;

    private Manifests(IReadOnlyList<IKubernetesObject<V1ObjectMeta>> objects)
    {
        _objects = objects;
        Workloads =
        [
            .. Of<V1Deployment>().Select(d => new Workload(d.Metadata.Name, d.Spec.Selector, d.Spec.Template, d.Spec.Replicas)),
            .. Of<V1StatefulSet>().Select(s => new Workload(s.Metadata.Name, s.Spec.Selector, s.Spec.Template, s.Spec.Replicas)),
        ];
    }

    public IReadOnlyList<Workload> Workloads { get; }

    /// <summary>Those that run our own code.</summary>
    public IEnumerable<Workload> Services => Workloads.Where(w => w.Service is not null);

    /// <exception cref="YamlDotNet.Core.YamlException">A field that the type has not, a key twice, or a value of another type.</exception>
    /// <exception cref="KeyNotFoundException">A kind that is not known.</exception>
    public static Manifests Parse(string yaml) => new([.. KubernetesYaml.LoadAllFromString(yaml, KedaTypes, strict: true).Cast<IKubernetesObject<V1ObjectMeta>>()]);

    public IEnumerable<T> Of<T>()
        where T : IKubernetesObject<V1ObjectMeta> => _objects.OfType<T>();

    public bool Has<T>(string name)
        where T : IKubernetesObject<V1ObjectMeta> => Of<T>().Any(o => o.Metadata.Name == name);

    public Workload Workload(Service service) => Workloads.Single(w => w.Service == service);

    /// <summary>Keys and values of a ConfigMap; null where there is none.</summary>
    public IReadOnlyDictionary<string, string>? ConfigMap(string name) => Of<V1ConfigMap>().SingleOrDefault(c => c.Metadata.Name == name)?.Data.ToDictionary();

    /// <summary>Keys and values of a Secret that is here, or that the documentation tells to make; null where there is none.</summary>
    public IReadOnlyDictionary<string, string>? Secret(string name)
    {
        var here = Of<V1Secret>().SingleOrDefault(s => s.Metadata.Name == name);
        return here is null ? DocumentedSecrets.All.GetValueOrDefault(name) : here.Data.ToDictionary(d => d.Key, d => Encoding.UTF8.GetString(d.Value));
    }
}
