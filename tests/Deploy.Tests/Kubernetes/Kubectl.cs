using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace AttentionViz.Deploy.Tests.Kubernetes;

/// <summary>kubectl's own Kustomize; it needs no cluster.</summary>
internal static class Kubectl
{
    private const string Required = "ATTENTIONVIZ_REQUIRE_KUBECTL";

    private static readonly ConcurrentDictionary<string, Task<(int ExitCode, string Output, string Error)>> Built = new();

    /// <summary>What an overlay comes to. Skips the test where kubectl is missing, unless ATTENTIONVIZ_REQUIRE_KUBECTL is 1.</summary>
    public static async Task<string> KustomizeAsync(string overlay)
    {
        var (exitCode, output, error) = await Built.GetOrAdd(overlay, o => RunAsync("kustomize", Repository.File("deploy", "k8s", o)));
        if (exitCode == 127 && Environment.GetEnvironmentVariable(Required) == "1") Assert.Fail($"kubectl must be installed where {Required} is 1: {error}");
        Assert.SkipWhen(exitCode == 127, "needs kubectl");
        Assert.True(exitCode == 0, error);
        // Deprecated fields are told of here, and nowhere else.
        Assert.Equal("", error);
        return output;
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("kubectl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, output, await error);
        }
        catch (Win32Exception e)
        {
            return (127, "", e.Message);
        }
    }
}
