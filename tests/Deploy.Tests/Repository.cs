using System.Xml.Linq;

namespace AttentionViz.Deploy.Tests;

/// <summary>The checkout that tests run from.</summary>
internal static class Repository
{
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    /// <summary>The version that images are tagged with.</summary>
    public static string Version { get; } = XDocument.Load(File("Directory.Build.props")).Descendants("Version").Single().Value;

    public static string File(params string[] path) => Path.Combine([Root, .. path]);

    public static string Read(params string[] path) => System.IO.File.ReadAllText(File(path));

    private static string Above(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            if (System.IO.File.Exists(Path.Combine(at.FullName, "AttentionViz.sln"))) return at.FullName;
        throw new DirectoryNotFoundException($"no AttentionViz.sln above {folder}");
    }
}
