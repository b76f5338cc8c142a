using System.Diagnostics;
using AttentionViz.Extractor.Models.Hub.Download;
using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Models.Hub;

/// <summary>The lock between processes; that between tasks is seen in <see cref="ConcurrentFetchTests"/>.</summary>
public sealed class FileLockTests : IDisposable
{
    private const string Tool = "/usr/bin/flock";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Another process has the lock until it ends, even when it is killed.</summary>
    [Fact]
    public async Task Acquire_HeldByAnotherProcess_WaitsForItsEnd()
    {
        Assert.SkipUnless(File.Exists(Tool), $"{Tool} (util-linux) is what holds the lock here");
        var path = _folder.File("model.lock");
        await File.WriteAllTextAsync(path, "", TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(Tool, [path, "sh", "-c", "echo held; exec cat"]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        using var holder = Process.Start(start)!;
        Assert.Equal("held", await holder.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        var waiting = new TaskCompletionSource();

        var acquire = FileLock.AcquireAsync(path, waiting.SetResult, TimeProvider.System, TestContext.Current.CancellationToken);
        await waiting.Task.WaitAsync(TestContext.Current.CancellationToken);

        Assert.False(acquire.IsCompleted);
        holder.Kill(entireProcessTree: true);
        (await acquire).Dispose();
    }
}
