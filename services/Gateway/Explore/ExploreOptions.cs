using System.ComponentModel.DataAnnotations;
using AttentionViz.Gateway.Hosting;

namespace AttentionViz.Gateway.Explore;

/// <summary>What questions to atlases may cost. Section "Gateway".</summary>
public sealed class ExploreOptions
{
    public const string Section = GatewayOptions.Section;

    /// <summary>Longest that one SearchTokens may look, 10 ms to 1 minute. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan MaxSearchTime { get; set; } = TimeSpan.FromSeconds(2);
}
