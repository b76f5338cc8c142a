namespace AttentionViz.Extractor.Models.Hub.Download;

/// <summary>
/// Where downloaded models lie: <c>hub/owner/name/commit[+subfolder]/name/</c>. The folder with the
/// commit in its name appears when the model in it is whole; it is then a folder of models with one
/// model in it.
/// </summary>
internal sealed class HubCache(string folder)
{
    /// <summary>Where the model of a source is at a commit, once it is whole.</summary>
    public string ModelFolder(HubSource source, string commit) => Path.Combine(Place(source, commit), source.Name);

    /// <summary>Where it grows until then.</summary>
    public string GrowingFolder(HubSource source, string commit) => Path.Combine(Growing(source, commit), source.Name);

    public string LockFile(HubSource source, string commit) => $"{Place(source, commit)}.lock";

    /// <summary>Puts what has grown in its place.</summary>
    public void Finish(HubSource source, string commit) => Directory.Move(Growing(source, commit), Place(source, commit));

    private string Growing(HubSource source, string commit) => $"{Place(source, commit)}.part";

    private string Place(HubSource source, string commit) => Path.Combine(
        folder, "hub", source.Owner, source.Name, source.Subfolder.Length > 0 ? $"{commit}+{Uri.EscapeDataString(source.Subfolder)}" : commit);
}
