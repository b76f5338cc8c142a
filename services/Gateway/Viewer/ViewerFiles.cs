using System.Reflection;

namespace AttentionViz.Gateway.Viewer;

/// <summary>The files of the viewer, none where it is not part of the build.</summary>
internal sealed class ViewerFiles(IEnumerable<ViewerFile> files)
{
    /// <summary>The file that is the page itself.</summary>
    public const string Page = "index.html";

    // As Viewer.targets names the resources.
    private const string Prefix = "viewer/";

    private static readonly Lazy<ViewerFiles> Built = new(() => new ViewerFiles(Read(typeof(ViewerFiles).Assembly)));

    /// <summary>What the build put into this assembly; read once in a process.</summary>
    public static ViewerFiles Embedded => Built.Value;

    public IReadOnlyList<ViewerFile> All { get; } = [.. files];

    /// <summary>Null where the viewer is not part of the build.</summary>
    public ViewerFile? Index => All.FirstOrDefault(file => file.Path == Page);

    private static IEnumerable<ViewerFile> Read(Assembly assembly)
    {
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var resource = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[resource.Length];
            resource.ReadExactly(bytes);
            yield return new ViewerFile(name[Prefix.Length..], bytes);
        }
    }
}
