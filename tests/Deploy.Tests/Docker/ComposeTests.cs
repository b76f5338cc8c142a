using YamlDotNet.Core;

namespace AttentionViz.Deploy.Tests.Docker;

public class ComposeTests
{
    public static TheoryData<string[]> Sets => new(["", "override"], ["", "public"], ["", "override", "cuda"]);

    [Theory]
    [MemberData(nameof(Sets))]
    public void Files_LaidOverOneAnother_HoldWithTheCode(string[] files) => Assert.Empty(ComposeChecks.Faults(ComposeProject.Read(files)));

    [Theory]
    [InlineData("Worker__UnitTimeout: \"00:20:00\"", "Worker__UnitTimeOut: \"00:20:00\"", "is no setting of it")]
    [InlineData("Gateway__Address: 0.0.0.0", "Gateway__Address: everywhere", "Gateway:Address is 'everywhere'")]
    [InlineData("stop_grace_period: 1320s", "stop_grace_period: 60s", "is killed before it has stopped by itself")]
    [InlineData("target: projector", "target: projektor", "has no target 'projektor'")]
    [InlineData("- redis:/data", "- rediss:/data", "which is no volume")]
    [InlineData("read_only: true", "read_only: false", "may do more than it needs")]
    public void Files_ChangedForTheWorse_AreFound(string text, string with, string fault)
    {
        var compose = ComposeProject.Text("");
        Assert.Contains(text, compose, StringComparison.Ordinal);
        var faults = ComposeChecks.Faults(ComposeProject.Of(compose.Replace(text, with, StringComparison.Ordinal), ComposeProject.Text("override")));
        Assert.Contains(faults, f => f.Contains(fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Gateway_PublishedWithoutKeys_IsFound()
    {
        var open = ComposeProject.Text("override").Replace("127.0.0.1:", "", StringComparison.Ordinal);
        Assert.Contains("the gateway can be reached by others and asks for no keys", ComposeChecks.Faults(ComposeProject.Of(ComposeProject.Text(""), open)));
    }

    [Fact]
    public void Parse_MisspelledField_Throws() =>
        Assert.Throws<YamlException>(() => Compose.Parse(ComposeProject.Text("").Replace("depends_on:", "depend_on:", StringComparison.Ordinal)));

    [Fact]
    public void Variables_OfComposeFiles_AreInTheExample()
    {
        var example = Repository.Read("deploy", "docker", ".env.example");
        var names = new[] { "", "override", "public", "cuda" }.SelectMany(f => Compose.Names(ComposeProject.Text(f))).Distinct().ToList();
        Assert.Contains("REDIS_PASSWORD", names);
        Assert.All(names, n => Assert.Contains($"{n}=", example, StringComparison.Ordinal));
        // No password that works as it stands.
        Assert.Contains("\nREDIS_PASSWORD=\n", example, StringComparison.Ordinal);
        Assert.Contains("\nRABBITMQ_PASSWORD=\n", example, StringComparison.Ordinal);
    }

    [Fact]
    public void Redis_InCompose_KeepsItsDataAndDropsNone()
    {
        var command = ComposeProject.Read("", "override").Services["redis"].Command;
        foreach (var (setting, value) in new[] { ("--appendonly", "yes"), ("--maxmemory-policy", "noeviction"), ("--requirepass", ComposeProject.Example["REDIS_PASSWORD"]) })
            Assert.Equal(value, command[command.IndexOf(setting) + 1]);
    }
}
