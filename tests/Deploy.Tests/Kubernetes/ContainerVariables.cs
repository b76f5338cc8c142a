using k8s.Models;

namespace AttentionViz.Deploy.Tests.Kubernetes;

/// <summary>The variables that a container gets, from wherever.</summary>
internal static class ContainerVariables
{
    /// <summary>Those whose source is missing are left out; <see cref="Checks.ReferenceChecks"/> tells of them.</summary>
    public static IReadOnlyDictionary<string, string> Of(Manifests manifests, V1Container container)
    {
        var variables = new Dictionary<string, string>();
        foreach (var source in container.EnvFrom ?? [])
        {
            var values = source.ConfigMapRef is { } map ? manifests.ConfigMap(map.Name) : manifests.Secret(source.SecretRef.Name);
            foreach (var (name, value) in values ?? new Dictionary<string, string>()) variables[name] = value;
        }

        foreach (var one in container.Env ?? [])
            if (Value(manifests, one) is { } value) variables[one.Name] = value;
        return variables;
    }

    private static string? Value(Manifests manifests, V1EnvVar variable) => variable.ValueFrom switch
    {
        null => variable.Value,
        { SecretKeyRef: { } secret } => manifests.Secret(secret.Name)?.GetValueOrDefault(secret.Key),
        { ConfigMapKeyRef: { } map } => manifests.ConfigMap(map.Name)?.GetValueOrDefault(map.Key),
        _ => null,
    };
}
