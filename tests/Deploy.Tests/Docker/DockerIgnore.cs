using System.IO.Enumeration;

namespace AttentionViz.Deploy.Tests.Docker;

/// <summary>.dockerignore as it is written here: everything is left out but what a line with ! names and no later one takes out again.</summary>
internal static class DockerIgnore
{
    public static bool LetsThrough(string ignore, string path)
    {
        var lines = ignore.Split('\n').Where(l => l.Length > 0 && !l.StartsWith('#')).ToList();
        return lines[0] == "*" && lines.Last(l => Covers(l.TrimStart('!'), path)).StartsWith('!');
    }

    private static bool Covers(string pattern, string path)
    {
        for (var at = path; at.Length > 0; at = Path.GetDirectoryName(at) ?? "")
            if (FileSystemName.MatchesSimpleExpression(pattern, at, ignoreCase: false)) return true;
        return false;
    }
}
