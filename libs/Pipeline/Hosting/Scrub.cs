using System.Text.RegularExpressions;

namespace AttentionViz.Pipeline.Hosting;

/// <summary>Takes out of a text what neither clients nor logs may hold: folders of this machine, passwords, keys and tokens.</summary>
public static partial class Scrub
{
    private const string Hidden = "***";

    // Folders at the root of this machine and of others that messages come from: "/v1/jobs" is an address, "/home/a" a path.
    private static readonly Lazy<HashSet<string>> Roots = new(() =>
    [
        "app", "bin", "data", "dev", "etc", "home", "lib", "media", "mnt", "models", "opt", "private", "proc", "root", "run", "srv", "sys", "tmp", "usr", "var", "work", "workspace",
        "Users", "Volumes", .. RootFolders(),
    ]);

    /// <summary>The text with file names for paths, and *** for secrets.</summary>
    public static string Text(string text)
    {
        if (text.Length == 0) return text;
        text = Secrets().Replace(text, m => m.Groups["keep"].Value + Hidden + m.Groups["after"].Value);
        text = UnixPath().Replace(text, m => Roots.Value.Contains(m.Groups["root"].Value) ? FileName(m.Value, '/') : m.Value);
        return WindowsPath().Replace(text, m => FileName(m.Value, '\\'));
    }

    /// <summary>What an exception says, and those it was caused by, in one line: types, messages and the method that threw, no stack trace.</summary>
    public static string Describe(Exception e)
    {
        var parts = new List<string>();
        for (var at = e; at is not null && parts.Count < 5; at = at.InnerException)
        {
            var thrower = at.TargetSite is { } site ? $" (in {site.DeclaringType?.Name}.{site.Name})" : "";
            parts.Add($"{at.GetType().Name}{thrower}: {Text(at.Message.ReplaceLineEndings(" "))}");
        }

        return string.Join(" <- ", parts);
    }

    private static string FileName(string path, char separator)
    {
        var name = path.TrimEnd(separator);
        name = name[(name.LastIndexOf(separator) + 1)..];
        return name.Length > 0 ? name : Hidden;
    }

    private static IEnumerable<string> RootFolders()
    {
        try
        {
            return [.. Directory.GetDirectories("/").Select(Path.GetFileName).OfType<string>()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // password=..., //user:password@host, "Bearer ...", keys of ours, JSON Web Tokens.
    [GeneratedRegex(@"(?<keep>\bpassword\s*[=:]\s*)[^\s,;]+|(?<keep>://)[^\s/@:]+:[^\s/]+(?<after>@)|(?<keep>\bBearer\s+)[^\s,;]+|(?<keep>\bavz_)[A-Za-z0-9_-]{8,}|\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Secrets();

    [GeneratedRegex(@"(?<![\w.:/*-])(?:file://)?/(?<root>[\w.+-]+)(?:/[^\s/'"":;,()<>|\[\]]+)*/?", RegexOptions.CultureInvariant)]
    private static partial Regex UnixPath();

    [GeneratedRegex(@"(?<!\w)(?:[A-Za-z]:\\|\\\\)[^\s'"":;,()<>|]+", RegexOptions.CultureInvariant)]
    private static partial Regex WindowsPath();
}
