using System.Security.Cryptography;
using System.Text;
using AttentionViz.Cli.Tests.Support;

namespace AttentionViz.Cli.Tests;

public sealed class KeysCommandTests
{
    private const string Key = "avz_not-a-real-key";

    [Fact]
    public async Task Create_Named_PrintsKeyOnceWithItsHashAndSettings()
    {
        var run = await ToolRun.InvokeAsync("keys", "create", "--name", "viewer", "--tenant", "lab", "--scope", "read");

        Assert.Equal(0, run.ExitCode);
        var key = run.Out.Split('\n')[0].Split(' ')[^1].Trim();
        Assert.Matches("^avz_[A-Za-z0-9_-]{43}$", key);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        foreach (var line in new[] { "Name=viewer", "Tenant=lab", "Scope=READ", $"Hash={hash}" })
            Assert.Contains($"Gateway__Auth__ApiKeys__0__{line}", run.Out, StringComparison.Ordinal);
        Assert.Contains($"ATTENTIONVIZ_API_KEY={key}", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Watch_KeyGiven_IsSentAndNotPrinted(bool byVariable)
    {
        var jobs = new ScriptedJobs();
        await using var gateway = await ScriptedJobs.StartAsync(jobs);
        string[] args = ["watch", "some-job", "--gateway", gateway.Urls.First()];

        var run = byVariable
            ? await ToolRun.InvokeAsync(new Dictionary<string, string> { ["ATTENTIONVIZ_API_KEY"] = Key }, args)
            : await ToolRun.InvokeAsync([.. args, "--api-key", Key]);

        Assert.Equal(0, run.ExitCode);
        Assert.All(jobs.Authorizations, a => Assert.Equal($"Bearer {Key}", a));
        Assert.DoesNotContain(Key, run.Out + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_KeyWithBlank_IsRefusedWithoutRepeatingIt()
    {
        var run = await ToolRun.InvokeAsync("watch", "some-job", "--api-key", "a secret");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--api-key", Assert.Single(run.Faults), StringComparison.Ordinal);
        Assert.DoesNotContain("a secret", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_PublicAddressAndNoKeys_IsRefusedWithTheRemedy()
    {
        using var folder = new TemporaryFolder();
        var run = await ToolRun.InvokeAsync("serve", "--models", folder.Root, "--address", "0.0.0.0", "--grpc-port", "0", "--web-port", "0");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--allow-anonymous", Assert.Single(run.Faults), StringComparison.Ordinal);
    }
}
