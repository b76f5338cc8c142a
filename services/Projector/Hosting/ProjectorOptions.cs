using System.ComponentModel.DataAnnotations;

namespace AttentionViz.Projector.Hosting;

/// <summary>Settings of a projector (section "Projector").</summary>
public sealed class ProjectorOptions
{
    /// <summary>Heads projected at once, one thread each; 0 = one a core.</summary>
    [Range(0, 1024)]
    public int Concurrency { get; set; }
}
