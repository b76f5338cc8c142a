using System.ComponentModel;
using System.Diagnostics;

namespace AttentionViz.EndToEnd.Tests.Python;

/// <summary>Debian's Python with gRPC, and stubs that protoc made from the protos folder alone.</summary>
internal sealed class PythonTools : IDisposable
{
    private const string Needs = "python3 with grpc, and protoc with grpc_python_plugin";

    private PythonTools(string interpreter, string stubs) => (Interpreter, Stubs) = (interpreter, stubs);

    public string Interpreter { get; }

    /// <summary>Folder to import the stubs from; also a place for a test's files.</summary>
    public string Stubs { get; }

    /// <summary>Skips the test where something is missing, unless ATTENTIONVIZ_REQUIRE_PYTHON is 1.</summary>
    public static async Task<PythonTools> RequireAsync(CancellationToken stop)
    {
        var interpreter = await FindAsync(stop);
        if (interpreter is null && Environment.GetEnvironmentVariable("ATTENTIONVIZ_REQUIRE_PYTHON") == "1")
            Assert.Fail($"{Needs} must be installed where ATTENTIONVIZ_REQUIRE_PYTHON is 1");
        Assert.SkipWhen(interpreter is null, $"needs {Needs}");
        var tools = new PythonTools(interpreter!, Directory.CreateTempSubdirectory("attentionviz-").FullName);
        await tools.GenerateAsync(stop);
        return tools;
    }

    /// <summary>How to start a script that imports the stubs.</summary>
    public ProcessStartInfo Start(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(Interpreter, [script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONPATH"] = Stubs;
        return start;
    }

    public void Dispose() => Directory.Delete(Stubs, true);

    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(ProcessStartInfo start, CancellationToken stop)
    {
        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync(stop);
            var output = await process.StandardOutput.ReadToEndAsync(stop);
            await process.WaitForExitAsync(stop);
            return (process.ExitCode, output, await error);
        }
        catch (Win32Exception e)
        {
            return (127, "", e.Message);
        }
    }

    private static async Task<string?> FindAsync(CancellationToken stop)
    {
        foreach (var tool in new[] { "protoc", "grpc_python_plugin" })
            if ((await RunAsync("which", [tool], stop)).ExitCode != 0) return null;
        foreach (var python in new[] { "python3", "/usr/bin/python3" })
            if ((await RunAsync(python, ["-c", "import grpc, google.protobuf"], stop)).ExitCode == 0) return python;
        return null;
    }

    private static Task<(int ExitCode, string Output, string Error)> RunAsync(string file, string[] arguments, CancellationToken stop) =>
        RunAsync(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }, stop);

    private async Task GenerateAsync(CancellationToken stop)
    {
        var plugin = (await RunAsync("which", ["grpc_python_plugin"], stop)).Output.Trim();
        var protos = Path.Combine(Repository.Root, "protos");
        var generated = await RunAsync("protoc",
        [
            $"-I{protos}", $"--python_out={Stubs}", $"--grpc_python_out={Stubs}", $"--plugin=protoc-gen-grpc_python={plugin}",
            .. new[] { "attentionviz", "google" }.SelectMany(folder => Directory.GetFiles(Path.Combine(protos, folder), "*.proto", SearchOption.AllDirectories)),
        ], stop);
        Assert.True(generated.ExitCode == 0, generated.Error);
    }
}
