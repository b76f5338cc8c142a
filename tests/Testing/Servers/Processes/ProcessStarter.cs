using System.Collections.Concurrent;
using System.Diagnostics;

namespace AttentionViz.Testing.Servers.Processes;

/// <summary>
/// Starts children that die with this process, however it ends: each asks the kernel for SIGKILL at its parent's death
/// (setpriv --pdeathsig). The kernel takes the thread that started a child for its parent, so all are started by one
/// thread that lives as long as the process.
/// </summary>
internal static class ProcessStarter
{
    private static readonly BlockingCollection<Action> Work = [];
    private static readonly string? SetPriv = Executables.Find("setpriv");

    static ProcessStarter() => new Thread(Run) { IsBackground = true, Name = "starts child processes" }.Start();

    public static Task<Process> StartAsync(ProcessStartInfo start)
    {
        if (SetPriv is not null)
        {
            start.ArgumentList.Insert(0, start.FileName);
            start.ArgumentList.Insert(0, "--");
            start.ArgumentList.Insert(0, "KILL");
            start.ArgumentList.Insert(0, "--pdeathsig");
            start.FileName = SetPriv;
        }

        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception e)
            {
                started.SetException(e);
            }
        });
        return started.Task;
    }

    private static void Run()
    {
        foreach (var work in Work.GetConsumingEnumerable()) work();
    }
}
