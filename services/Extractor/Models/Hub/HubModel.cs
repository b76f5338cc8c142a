namespace AttentionViz.Extractor.Models.Hub;

/// <summary>A model of the hub on this machine's disk.</summary>
/// <param name="Source">What was asked for.</param>
/// <param name="Commit">The commit that its revision stood for.</param>
/// <param name="Folder">The model folder; the folder around it holds nothing else.</param>
public sealed record HubModel(HubSource Source, string Commit, string Folder)
{
    /// <summary>The source with its commit: names the same files for ever.</summary>
    public HubSource Pinned => Source with { Revision = Commit };
}
