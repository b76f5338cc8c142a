namespace AttentionViz.Extractor.Models.Hub;

/// <summary>Paths within a repository, with slashes, as the hub writes them.</summary>
internal static class RepositoryPath
{
    /// <summary>Relative, without steps upwards, and the same on every system.</summary>
    public static bool IsSafe(string path) =>
        path.Length > 0
        && !path.Any(c => char.IsControl(c) || c == '\\')
        && path.Split('/').All(part => part is not ("" or "." or ".."));

    /// <summary>The folder part; empty at the root.</summary>
    public static string Folder(string path) => path.LastIndexOf('/') is >= 0 and var at ? path[..at] : "";

    public static string Join(string folder, string name) => folder.Length > 0 ? $"{folder}/{name}" : name;

    /// <summary>The folder itself, then each one around it up to the root.</summary>
    public static IEnumerable<string> Upwards(string folder)
    {
        for (; folder.Length > 0; folder = Folder(folder)) yield return folder;
        yield return "";
    }

    /// <summary>For a URL: all but the slashes between folders escaped.</summary>
    public static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
