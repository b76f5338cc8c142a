namespace AttentionViz.Cli.Running;

/// <summary>What the process returns; scripts rely on these.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The gateway refused, or the job did not succeed.</summary>
    public const int Failed = 1;

    /// <summary>Bad usage, an input that cannot be read, or no gateway to talk to.</summary>
    public const int Unusable = 2;

    /// <summary>A model that loads but has no attention.</summary>
    public const int NoAttention = 3;

    /// <summary>Interrupted by Ctrl-C before it was done, as shells count it.</summary>
    public const int Interrupted = 130;
}
