using AttentionViz.Testing.Servers;

namespace AttentionViz.Faults.Tests;

/// <summary>The store on a cluster of three nodes.</summary>
public sealed class RedisClusterTests(SharedDeployment shared) : FaultTest(shared)
{
    [Fact]
    public async Task Job_OnACluster_IsTheSameAsOnOneNode()
    {
        Need.Local();
        var (plain, undisturbed) = await ReadyAsync();
        await using var cluster = await RedisCluster.StartNewAsync();
        await using var deployment = await OwnAsync(new DeploymentOptions
        {
            Store = cluster.Configuration,
            RabbitMq = plain.RabbitMq,
            VirtualHost = "v1",
            Extractors = 1,
            Projectors = 1,
        });
        await using var run = await JobRun.StartAsync(deployment);

        await run.EndsLikeAsync(undisturbed);
        Assert.All(deployment.Services, service => Assert.Empty(service.Log.LinesWith("CROSSSLOT")));
    }
}
