namespace AttentionViz.Extractor.Models;

/// <summary>Where a user's models and downloads are kept unless told otherwise.</summary>
public static class UserFolders
{
    public const string ModelsVariable = "ATTENTIONVIZ_MODELS";

    public const string CacheVariable = "ATTENTIONVIZ_CACHE";

    private const string Name = "attentionviz";

    /// <summary>ATTENTIONVIZ_MODELS, else attentionviz/models in the user's data folder (~/.local/share on Linux).</summary>
    /// <param name="variables">Looks an environment variable up.</param>
    public static string Models(Func<string, string?> variables) => variables(ModelsVariable) is { Length: > 0 } given
        ? Path.GetFullPath(given)
        : Path.Combine(Data(variables), Name, "models");

    /// <summary>ATTENTIONVIZ_CACHE, else attentionviz in the user's cache folder (~/.cache on Linux).</summary>
    /// <param name="variables">Looks an environment variable up.</param>
    public static string Cache(Func<string, string?> variables)
    {
        if (variables(CacheVariable) is { Length: > 0 } given) return Path.GetFullPath(given);
        if (Absolute(variables("XDG_CACHE_HOME")) is { } cache) return Path.Combine(cache, Name);
        return OperatingSystem.IsWindows()
            ? Path.Combine(Data(variables), Name, "cache")
            : Path.Combine(Home(Environment.SpecialFolder.UserProfile), ".cache", Name);
    }

    private static string Data(Func<string, string?> variables) =>
        Absolute(variables("XDG_DATA_HOME")) ?? Home(Environment.SpecialFolder.LocalApplicationData);

    /// <summary>The XDG rules say to ignore a relative folder.</summary>
    private static string? Absolute(string? folder) => Path.IsPathFullyQualified(folder ?? "") ? folder : null;

    private static string Home(Environment.SpecialFolder folder)
    {
        var path = Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify);
        // An account without a home, as containers have.
        return path.Length > 0 ? path : Path.GetTempPath();
    }
}
