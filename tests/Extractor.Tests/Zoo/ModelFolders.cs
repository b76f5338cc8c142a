namespace AttentionViz.Extractor.Tests.Zoo;

/// <summary>Finds model folders; a test that needs one skips where it is absent.</summary>
internal static class ModelFolders
{
    private const string Variable = "ATTENTIONVIZ_SHARED_MODELS";

    /// <summary>A model kept outside the repository: in the folder the variable names, or in shared/models beside the repository.</summary>
    public static string Shared(string name)
    {
        var folder = Environment.GetEnvironmentVariable(Variable)
            ?? Path.Combine(Path.GetDirectoryName(Root()) ?? "", "shared", "models");
        return Existing(Path.Combine(folder, name), $"set {Variable} to the folder that holds it");
    }

    /// <summary>A model bundled with the repository.</summary>
    public static string Bundled(string name) => Existing(Path.Combine(Root(), "models", name), "it is part of the repository");

    private static string Existing(string folder, string remedy)
    {
        Assert.SkipUnless(File.Exists(Path.Combine(folder, "model.onnx")), $"no model at {folder}; {remedy}");
        return folder;
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AttentionViz.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? "";
    }
}
