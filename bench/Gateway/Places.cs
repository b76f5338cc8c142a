namespace AttentionViz.Bench.Gateway;

/// <summary>Files of the repository, found upwards from where the program lies.</summary>
internal static class Places
{
    public static string Of(string relative)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AttentionViz.sln"))) folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? throw new DirectoryNotFoundException("run this from within the repository"), relative);
    }
}
