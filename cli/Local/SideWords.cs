using AttentionViz.V1;

namespace AttentionViz.Cli.Local;

/// <summary>Sides of a sequence as files and tables name them.</summary>
internal static class SideWords
{
    /// <summary>"source" or "target"; null where there are no sides.</summary>
    public static string? Of(TokenSide side) => side switch
    {
        TokenSide.Source => "source",
        TokenSide.Target => "target",
        _ => null,
    };
}
