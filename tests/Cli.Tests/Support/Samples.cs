using AttentionViz.Cli.Embedded;

namespace AttentionViz.Cli.Tests.Support;

/// <summary>Models and corpora to run the tool on.</summary>
internal static class Samples
{
    public static string Models => ShippedFiles.Models() ?? throw new InvalidOperationException("the bundled models are not beside the tests");

    public static string MiniBert => Path.Combine(Models, "mini-bert");

    public static string MiniGpt => Path.Combine(Models, "mini-gpt");

    /// <summary>A model kept outside the repository, in the folder that the variable names or in shared/models beside the repository; the test skips where it is absent.</summary>
    public static string Shared(string name)
    {
        const string Variable = "ATTENTIONVIZ_SHARED_MODELS";
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "AttentionViz.sln"))) root = root.Parent;
        var folder = Path.Combine(
            Environment.GetEnvironmentVariable(Variable) ?? Path.Combine(root?.Parent?.FullName ?? "", "shared", "models"), name);
        Assert.SkipUnless(File.Exists(Path.Combine(folder, "model.onnx")), $"no model at {folder}; set {Variable} to the folder that holds it");
        return folder;
    }

    public const string Corpus = "The red bird sang and the red bird flew.\nSnow melts slowly here.\n\nWe sat on the bank of the river.\n";

    /// <summary>An ONNX graph that hands its input on: it loads, but attends to nothing.</summary>
    public static byte[] GraphWithoutAttention()
    {
        // Field numbers of ModelProto, GraphProto, NodeProto and ValueInfoProto in the ONNX standard.
        byte[] tensor = Message(2, Message(1, [.. Number(1, 1), .. Message(2, Message(1, Number(1, 4)))]));
        byte[] node = [.. Text(1, "x"), .. Text(2, "y"), .. Text(4, "Identity")];
        byte[] graph =
        [
            .. Message(1, node), .. Text(2, "identity"),
            .. Message(11, [.. Text(1, "x"), .. tensor]), .. Message(12, [.. Text(1, "y"), .. tensor]),
        ];
        return [.. Number(1, 8), .. Message(7, graph), .. Message(8, Number(2, 13))];
    }

    private static byte[] Number(int field, byte value) => [(byte)(field << 3), value];

    private static byte[] Text(int field, string text) => Message(field, System.Text.Encoding.UTF8.GetBytes(text));

    private static byte[] Message(int field, byte[] content) => [(byte)((field << 3) | 2), (byte)content.Length, .. content];
}
