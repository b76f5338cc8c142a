using AttentionViz.Cli.Running;

namespace AttentionViz.Cli.Local;

/// <summary>
/// A folder that is filled beside its place and renamed into it, so that a half-written one never
/// looks whole.
/// </summary>
internal sealed class TargetFolder : IDisposable
{
    private bool _committed;

    private TargetFolder(string target)
    {
        Target = target;
        Path = $"{target}.part-{Environment.ProcessId}";
    }

    /// <summary>Where the folder will be.</summary>
    public string Target { get; }

    /// <summary>Where to write until then.</summary>
    public string Path { get; }

    public static TargetFolder Open(string path, bool force)
    {
        var target = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        if (File.Exists(target)) throw ToolException.Unusable($"--out: '{path}' is a file; give a folder");
        if (!force && Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
            throw ToolException.Unusable($"--out: '{path}' is not empty; give another folder, or --force to replace it");
        var folder = new TargetFolder(target);
        // Left by a run that was killed.
        if (Directory.Exists(folder.Path)) Directory.Delete(folder.Path, recursive: true);
        Directory.CreateDirectory(folder.Path);
        return folder;
    }

    /// <summary>Puts the folder in its place.</summary>
    public void Commit()
    {
        if (Directory.Exists(Target)) Directory.Delete(Target, recursive: true);
        Directory.Move(Path, Target);
        _committed = true;
    }

    public void Dispose()
    {
        if (!_committed && Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }
}
