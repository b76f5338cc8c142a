using AttentionViz.Deploy.Tests.Kubernetes.Checks;

namespace AttentionViz.Deploy.Tests.Kubernetes;

public class OverlayTests
{
    [Theory]
    [InlineData("base")]
    [InlineData("overlays/local")]
    [InlineData("overlays/production")]
    [InlineData("overlays/gpu")]
    public async Task Overlay_Built_HoldsWithTheCode(string overlay) => Assert.Empty(AllChecks.Faults(Manifests.Parse(await Kubectl.KustomizeAsync(overlay))));

    [Fact]
    public async Task Overlays_ForOthers_HaveAutoscalers()
    {
        foreach (var overlay in new[] { "overlays/production", "overlays/gpu" })
            Assert.Equal(["extractor", "projector"], Manifests.Parse(await Kubectl.KustomizeAsync(overlay)).Of<ScaledObject>().Select(s => s.Spec.ScaleTargetRef.Name).Order());
    }

    [Fact]
    public async Task Local_Built_HasTheServersThatServicesAreToldOf()
    {
        var local = Manifests.Parse(await Kubectl.KustomizeAsync("overlays/local"));
        var connections = local.Secret("attentionviz-connections")!;
        var redis = StackExchange.Redis.ConfigurationOptions.Parse(connections["redis"]);
        var rabbitMq = new Uri(connections["rabbitmq"]);
        Assert.Equal(["redis:6379"], redis.EndPoints.Select(e => e is System.Net.DnsEndPoint d ? $"{d.Host}:{d.Port}" : ""));
        Assert.Equal("rabbitmq:5672", $"{rabbitMq.Host}:{rabbitMq.Port}");
        Assert.True(local.Has<k8s.Models.V1Service>("redis") && local.Has<k8s.Models.V1Service>("rabbitmq"));
        Assert.Equal(local.Secret("attentionviz-servers")!["redis-password"], redis.Password);
        Assert.Equal($"attentionviz:{local.Secret("attentionviz-servers")!["rabbitmq-password"]}", rabbitMq.UserInfo);
    }

    [Fact]
    public async Task Gpu_Built_AsksForOneAndForANodeThatHasIt()
    {
        var pod = Manifests.Parse(await Kubectl.KustomizeAsync("overlays/gpu")).Workload(Settings.Service.Extractor).Pod;
        Assert.Equal("1", pod.Containers.Single().Resources.Limits["nvidia.com/gpu"].ToString());
        Assert.Equal("true", pod.NodeSelector["nvidia.com/gpu.present"]);
        Assert.Contains(pod.Tolerations, t => t.Key == "nvidia.com/gpu");
    }

    [Fact]
    public async Task ModelsLoader_Built_WritesWhereExtractorsRead()
    {
        var pod = Manifests.Parse(await Kubectl.KustomizeAsync("models-loader")).Of<k8s.Models.V1Pod>().Single();
        var local = Manifests.Parse(await Kubectl.KustomizeAsync("overlays/local"));
        var claim = local.Workload(Settings.Service.Extractor).Pod.Volumes.Select(v => v.PersistentVolumeClaim).Single(c => c is not null);
        Assert.Equal(claim.ClaimName, pod.Spec.Volumes.Single().PersistentVolumeClaim.ClaimName);
        Assert.NotEqual(true, pod.Spec.Volumes.Single().PersistentVolumeClaim.ReadOnlyProperty);
        Assert.Equal(local.Of<k8s.Models.V1Namespace>().Single().Metadata.Name, pod.Metadata.NamespaceProperty);
        // The namespace lets in no pod that may do more.
        Assert.True(pod.Spec.SecurityContext.RunAsNonRoot);
        Assert.Equal("RuntimeDefault", pod.Spec.SecurityContext.SeccompProfile.Type);
        Assert.False(pod.Spec.Containers.Single().SecurityContext.AllowPrivilegeEscalation);
    }
}
