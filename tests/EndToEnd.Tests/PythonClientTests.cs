using System.Text.Json;
using AttentionViz.EndToEnd.Tests.Python;

namespace AttentionViz.EndToEnd.Tests;

/// <summary>The contract as another language sees it: stubs by protoc, a client by Python's own gRPC.</summary>
public sealed class PythonClientTests(Platform platform) : IClassFixture<Platform>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PythonClient_SubmitsWatchesAndFetches_SeesAWholeMap()
    {
        using var python = await PythonTools.RequireAsync(Stop);
        var corpus = Path.Combine(python.Stubs, "corpus.txt");
        await File.WriteAllTextAsync(corpus, "the red bird sang and the red bird flew\na bank by the river\n", Stop);

        var run = await PythonTools.RunAsync(
            python.Start(Path.Combine(AppContext.BaseDirectory, "Python", "client.py"), $"{platform.Grpc.Host}:{platform.Grpc.Port}", corpus), Stop);

        Assert.True(run.ExitCode == 0, run.Error);
        using var seen = JsonDocument.Parse(run.Output);
        int Seen(string name) => seen.RootElement.GetProperty(name).GetInt32();
        Assert.Equal(2, Seen("sequences"));
        Assert.Equal("JOB_STATE_SUCCEEDED", seen.RootElement.GetProperty("lastState").GetString());
        Assert.Equal(Seen("heads"), Seen("headsReady"));
        Assert.True(Seen("lastSequence") > Seen("heads"));
        Assert.Equal(2 * Seen("tokens"), Seen("rows"));
        Assert.Equal(2, Seen("columns"));
        Assert.Equal(2 * Seen("rows"), Seen("values"));
        Assert.True(Seen("resumedFrom") > 0);
        Assert.Equal(Seen("lastSequence") - Seen("resumedFrom"), Seen("resumedEvents"));
        Assert.True(seen.RootElement.GetProperty("resumedMapIsTheSame").GetBoolean());
        Assert.True(Seen("distinct") > Seen("rows"), "the points of the map are not all alike");
    }
}
