namespace AttentionViz.EndToEnd.Tests;

/// <summary>Places in the checkout that tests run from.</summary>
internal static class Repository
{
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    /// <summary>More models to try, where there are any; null elsewhere.</summary>
    public static string? SharedModels { get; } =
        new[] { Environment.GetEnvironmentVariable("ATTENTIONVIZ_SHARED_MODELS"), Path.Combine(Root, "..", "shared", "models") }.FirstOrDefault(Directory.Exists);

    private static string Above(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "AttentionViz.sln"))) return at.FullName;
        throw new DirectoryNotFoundException($"no AttentionViz.sln above {folder}");
    }
}
