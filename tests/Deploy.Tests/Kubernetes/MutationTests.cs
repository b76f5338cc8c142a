using System.Text.RegularExpressions;
using AttentionViz.Deploy.Tests.Kubernetes.Checks;
using YamlDotNet.Core;

namespace AttentionViz.Deploy.Tests.Kubernetes;

/// <summary>Manifests that somebody broke are found out.</summary>
public class MutationTests
{
    [Theory]
    [InlineData("readinessProbe:", "readynessProbe:")]
    [InlineData("terminationGracePeriodSeconds:", "terminationGracePeriod:")]
    [InlineData("scaleTargetRef:", "scaleTarget:")]
    [InlineData("queueName:", "queue:")]
    [InlineData("secretTargetRef:", "secretTarget:")]
    [InlineData("podSelector:", "podSelectors:")]
    [InlineData("containerPort: 5050", "containerPort: grpc")]
    public async Task Parse_MisspelledField_Throws(string text, string with)
    {
        var yaml = await ChangedAsync(text, with);
        Assert.Throws<YamlException>(() => Manifests.Parse(yaml));
    }

    [Theory]
    [InlineData("queueName: extract-shard-high", "queueName: extract-shards-high", "takes nothing from queue extract-shards-high")]
    [InlineData("queueName: project-head-low", "queueName: project-head-high", "queue project-head-low is not looked at")]
    [InlineData("value: \"3\"", "value: \"5\"", "it would never grow")]
    [InlineData("Worker__UnitTimeout: \"00:20:00\"", "Worker__UnitTimeout: \"00:22:00\"", "is killed before it has stopped by itself")]
    [InlineData("Worker__UnitTimeout:", "Worker__Timeout:", "Worker__Timeout is no setting of it")]
    [InlineData("Gateway__Address: 0.0.0.0", "Gateway__Address: here", "Gateway:Address is 'here'")]
    [InlineData("Extractor__Models__0:", "Extractor__Models__first:", "Extractor__Models__first is no setting of it")]
    [InlineData("key: rabbitmq", "key: rabbit", "there is no Secret attentionviz-connections with key rabbit")]
    [InlineData("claimName: models", "claimName: model", "there is no PersistentVolumeClaim model")]
    [InlineData("containerPort: 5051", "containerPort: 5052", "gateway opens grpc 5050, probes 8080, web 5051")]
    [InlineData("targetPort: grpc", "targetPort: rpc", "has no port rpc 5050")]
    [InlineData("path: /readyz", "path: /ready", "readiness probe does not ask /readyz")]
    [InlineData("mountPath: /tmp", "mountPath: /temp", "has no /tmp")]
    [InlineData("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "may write to its root file system")]
    [InlineData("runAsNonRoot: true", "runAsNonRoot: false", "may run as root")]
    [InlineData("attentionviz/projector:", "attentionviz/projektor:", "projector runs registry.example/attentionviz/projektor")]
    [InlineData(":0.1.0", ":0.0.9", "of version '0.0.9'")]
    [InlineData("minReplicaCount: 1", "minReplicaCount: 0", "may be scaled to none")]
    [InlineData("secretName: attentionviz-tls", "secretName: tls", "there is no TLS Secret tls")]
    [InlineData("port: 5051\\n  podSelector", "port: 5053\\n  podSelector", "nobody at all may reach gateway:5051")]
    public async Task Checks_BrokenManifest_TellOfIt(string text, string with, string fault)
    {
        var faults = AllChecks.Faults(Manifests.Parse(await ChangedAsync(text.Replace("\\n", "\n", StringComparison.Ordinal), with.Replace("\\n", "\n", StringComparison.Ordinal))));
        Assert.Contains(faults, f => f.Contains(fault, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Checks_BudgetOfOtherPods_TellOfIt()
    {
        var yaml = await Kubectl.KustomizeAsync("overlays/production");
        var changed = Regex.Replace(yaml, "(kind: PodDisruptionBudget(?:(?!---)[\\s\\S])*matchLabels:\\s+app.kubernetes.io/name: )gateway", "$1gate");
        Assert.NotEqual(yaml, changed);
        var faults = AllChecks.Faults(Manifests.Parse(changed));
        Assert.Contains("gateway has 0 PodDisruptionBudgets", faults);
        Assert.Contains("PodDisruptionBudget gateway selects no pods", faults);
    }

    [Fact]
    public async Task Checks_PolicyThatForgetsAWorker_TellOfIt()
    {
        var yaml = await Kubectl.KustomizeAsync("overlays/local");
        var changed = Regex.Replace(yaml, "(name: to-redis(?:(?!---)[\\s\\S])*?)          - extractor\n", "$1");
        Assert.NotEqual(yaml, changed);
        Assert.Equal(["extractor cannot reach redis:6379"], AllChecks.Faults(Manifests.Parse(changed)));
    }

    private static async Task<string> ChangedAsync(string text, string with)
    {
        var yaml = await Kubectl.KustomizeAsync("overlays/production");
        Assert.Contains(text, yaml, StringComparison.Ordinal);
        return yaml.Replace(text, with, StringComparison.Ordinal);
    }
}
