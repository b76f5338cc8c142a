namespace AttentionViz.Testing.Servers;

/// <summary>Places of the checkout that this was built in.</summary>
public static class Checkout
{
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    /// <summary>"Debug" or "Release", as the running program was built.</summary>
    public static string Configuration { get; } =
        AppContext.BaseDirectory.Split(Path.DirectorySeparatorChar).Contains("Release") ? "Release" : "Debug";

    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Above(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "AttentionViz.sln"))) return at.FullName;
        throw new DirectoryNotFoundException($"no AttentionViz.sln above {folder}");
    }
}
