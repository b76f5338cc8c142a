using System.Text.RegularExpressions;

namespace AttentionViz.Extractor.Models.Hub;

/// <summary>A model on a Hugging Face hub: <c>hf:owner/name[@revision][/subfolder]</c>.</summary>
/// <param name="Revision">A branch, a tag, <c>refs/pr/N</c> or a commit.</param>
/// <param name="Subfolder">A folder of the repository, or one .onnx file in it; empty for the whole repository.</param>
public sealed partial record HubSource(string Owner, string Name, string Revision, string Subfolder)
{
    public const string Prefix = "hf:";

    public const string DefaultRevision = "main";

    private const string Remedy = "give hf:owner/name[@revision][/subfolder], such as hf:google-bert/bert-base-uncased";

    /// <summary>owner/name.</summary>
    public string Repository => $"{Owner}/{Name}";

    /// <summary>A whole commit id never comes to mean other files, so the hub need not be asked again.</summary>
    public bool IsPinned => IsCommit(Revision);

    public static bool IsHub(string source) => source.StartsWith(Prefix, StringComparison.Ordinal);

    public static bool IsCommit(string revision) => Commit().IsMatch(revision);

    /// <exception cref="HubException"><see cref="HubFault.BadSource"/>: the text is not of that form.</exception>
    public static HubSource Parse(string source)
    {
        var match = Form().Match(source);
        if (!match.Success) throw Bad(source, Remedy);
        var (owner, name) = (match.Groups["owner"].Value, match.Groups["name"].Value);
        foreach (var part in new[] { owner, name })
        {
            if (!PlainName().IsMatch(part) || part.Contains("--", StringComparison.Ordinal) || part.Contains("..", StringComparison.Ordinal))
                throw Bad(source, $"'{part}' cannot be a name on the hub: letters, digits and single - . _ within, 96 at most");
        }

        var revision = match.Groups["revision"].Success ? Uri.UnescapeDataString(match.Groups["revision"].Value) : DefaultRevision;
        if (!RepositoryPath.IsSafe(revision)) throw Bad(source, $"'{revision}' cannot be a revision; {Remedy}");
        var subfolder = match.Groups["subfolder"].Value.TrimEnd('/');
        if (subfolder.Length > 0 && !RepositoryPath.IsSafe(subfolder))
            throw Bad(source, $"'{subfolder}' does not stay within the repository; give a folder of it");
        return new HubSource(owner, name, revision, subfolder);
    }

    public override string ToString() =>
        $"{Prefix}{Repository}{(Revision == DefaultRevision ? "" : $"@{Revision}")}{(Subfolder.Length > 0 ? $"/{Subfolder}" : "")}";

    private static HubException Bad(string source, string remedy) => new(HubFault.BadSource, $"'{source}' is not a model on the hub; {remedy}");

    // Of the revisions that hold a slash the hub's own two kinds are known by their start; others are written with %2F.
    [GeneratedRegex(@"^hf:(?<owner>[^/@]+)/(?<name>[^/@]+)(@(?<revision>refs/(pr|convert)/[^/]+|[^/]+))?(/(?<subfolder>.*))?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();

    [GeneratedRegex(@"^[A-Za-z0-9_]([A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?\z")]
    private static partial Regex PlainName();

    [GeneratedRegex(@"^[0-9a-f]{40}([0-9a-f]{24})?\z")]
    private static partial Regex Commit();
}
