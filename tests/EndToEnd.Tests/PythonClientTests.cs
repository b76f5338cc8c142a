using System.Diagnostics;
using System.Text.Json;

namespace AttentionViz.EndToEnd.Tests;

/// <summary>The contract as another language sees it: stubs by protoc, a client by Python's own gRPC.</summary>
public sealed class PythonClientTests(Platform platform) : IClassFixture<Platform>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PythonClient_SubmitsWatchesAndFetches_SeesAWholeMap()
    {
        var python = await FindPythonAsync();
        if (python is null && Environment.GetEnvironmentVariable("ATTENTIONVIZ_REQUIRE_PYTHON") == "1")
            Assert.Fail("python3 with grpc, and protoc with grpc_python_plugin, must be installed where ATTENTIONVIZ_REQUIRE_PYTHON is 1");
        Assert.SkipWhen(python is null, "needs python3 with grpc, and protoc with grpc_python_plugin");
        using var stubs = new TemporaryFolder();
        var corpus = Path.Combine(stubs.Path, "corpus.txt");
        await File.WriteAllTextAsync(corpus, "the red bird sang and the red bird flew\na bank by the river\n", Stop);
        var plugin = (await RunAsync("which", ["grpc_python_plugin"])).Output.Trim();
        var protos = Path.Combine(Repository.Root, "protos");
        var generated = await RunAsync("protoc",
        [
            $"-I{protos}", $"--python_out={stubs.Path}", $"--grpc_python_out={stubs.Path}", $"--plugin=protoc-gen-grpc_python={plugin}",
            .. Directory.GetFiles(Path.Combine(protos, "attentionviz", "v1"), "*.proto"),
        ]);
        Assert.True(generated.ExitCode == 0, generated.Error);

        var run = await RunAsync(
            python!, [Path.Combine(AppContext.BaseDirectory, "Python", "client.py"), $"{platform.Grpc.Host}:{platform.Grpc.Port}", corpus], stubs.Path);

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
        Assert.True(Seen("distinct") > Seen("rows"), "the points of the map are not all alike");
    }

    /// <summary>An interpreter that has what the client needs; null when there is none.</summary>
    private static async Task<string?> FindPythonAsync()
    {
        foreach (var tool in new[] { "protoc", "grpc_python_plugin" })
            if ((await RunAsync("which", [tool])).ExitCode != 0) return null;
        foreach (var python in new[] { "python3", "/usr/bin/python3" })
            if ((await RunAsync(python, ["-c", "import grpc, google.protobuf"])).ExitCode == 0) return python;
        return null;
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string file, string[] arguments, string? pythonPath = null)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (pythonPath is not null) start.Environment["PYTHONPATH"] = pythonPath;
        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync(Stop);
            var output = await process.StandardOutput.ReadToEndAsync(Stop);
            await process.WaitForExitAsync(Stop);
            return (process.ExitCode, output, await error);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (127, "", e.Message);
        }
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("attentionviz-").FullName;

        public void Dispose() => Directory.Delete(Path, true);
    }
}
