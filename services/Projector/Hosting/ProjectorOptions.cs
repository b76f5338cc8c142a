using System.ComponentModel.DataAnnotations;

namespace AttentionViz.Projector.Hosting;

/// <summary>Settings of a projector (section "Projector").</summary>
public sealed class ProjectorOptions
{
    /// <summary>Heads projected at once; 0 = one a core.</summary>
    [Range(0, 1024)]
    public int Concurrency { get; set; }

    /// <summary>Memory for points and maps that new tokens were placed among, in MiB, 0..1048576: those used last are kept. Default 256.</summary>
    [Range(0, 1 << 20)]
    public int PlacementCacheMiB { get; set; } = 256;

    /// <summary><see cref="Concurrency"/> with the default filled in.</summary>
    public int HeadsAtOnce => Concurrency > 0 ? Concurrency : Environment.ProcessorCount;

    /// <summary>Threads for a head of a job of so many: one, unless there are fewer heads than may run at once.</summary>
    public int ThreadsFor(int heads) => Math.Max(1, HeadsAtOnce / Math.Max(1, heads));
}
