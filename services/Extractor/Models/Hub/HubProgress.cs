namespace AttentionViz.Extractor.Models.Hub;

/// <summary>How far a download is.</summary>
/// <param name="File">The file being fetched; null while another process fetches the same model.</param>
/// <param name="Done">Bytes of it on disk.</param>
/// <param name="Total">Its size; null when the hub does not say.</param>
public readonly record struct HubProgress(string? File, long Done, long? Total);
