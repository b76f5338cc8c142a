using System.Runtime.InteropServices;

namespace AttentionViz.Testing.Servers.Processes;

/// <summary>Signals, of which .NET itself sends only the one that kills.</summary>
internal static partial class Posix
{
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <summary>Sends a signal; a process that is gone already is left in peace.</summary>
    public static void Send(int processId, int signal) => _ = kill(processId, signal);

    [LibraryImport("libc")]
    private static partial int kill(int pid, int sig);
}
