using AttentionViz.Testing.Servers;

namespace AttentionViz.Faults.Tests;

/// <summary>A store behind TLS, with an authority of its own and a user that may do no more than is needed.</summary>
public sealed class SecureStoreTests(SharedDeployment shared) : FaultTest(shared)
{
    [Fact]
    public async Task Job_OverTlsAsALimitedUser_IsTheSame()
    {
        Need.Local();
        var (plain, undisturbed) = await ReadyAsync();
        await using var deployment = await OwnAsync(new DeploymentOptions
        {
            Redis = new RedisOptions
            {
                Tls = true,
                Users = ["user av on >secret ~av:* &av:* +@all -@dangerous +info +config|get", "user administrator on >other ~* &* +@all"],
            },
            // Its own keys and channel of the client library are switched off.
            StoreCredentials = ",user=av,password=secret,ssl=true,tiebreaker=,configChannel=",
            StoreAdministrator = ("administrator", "other"),
            RabbitMq = plain.RabbitMq,
            VirtualHost = "v2",
            Extractors = 1,
            Projectors = 1,
        });
        await using var run = await JobRun.StartAsync(deployment);

        await run.EndsLikeAsync(undisturbed);
        Assert.All(deployment.Services, service => Assert.Empty(service.Log.LinesWith("NOPERM")));
    }
}
