using System.ComponentModel.DataAnnotations;

namespace AttentionViz.Gateway.Caching;

/// <summary>What the gateway keeps in memory of atlases. Section "Gateway".</summary>
internal sealed class CacheOptions
{
    /// <summary>Most bytes kept, 0 to 1 TiB; 0 = nothing is kept. Default 256 MiB.</summary>
    [Range(0L, 1L << 40)]
    public long CacheBytes { get; set; } = 256 << 20;
}
