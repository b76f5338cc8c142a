using AttentionViz.Extractor.Models.Hub;

namespace AttentionViz.Extractor.Tests.Models.Hub;

public sealed class HubSourceTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    /// <summary>Folders of the cache that hold a whole model end in a commit, or in one with a subfolder.</summary>
    internal static bool IsFinished(string folder) => HubSource.IsCommit(Path.GetFileName(folder).Split('+')[0]) && !folder.EndsWith(".part", StringComparison.Ordinal);

    [Theory]
    [InlineData("hf:a/b", "a", "b", "main", "")]
    [InlineData("hf:a-1/b.c_d", "a-1", "b.c_d", "main", "")]
    [InlineData("hf:a/b@v1.0", "a", "b", "v1.0", "")]
    [InlineData("hf:a/b/onnx", "a", "b", "main", "onnx")]
    [InlineData("hf:a/b@dev/x/y/", "a", "b", "dev", "x/y")]
    [InlineData("hf:a/b@refs/pr/7", "a", "b", "refs/pr/7", "")]
    [InlineData("hf:a/b@refs/convert/onnx/sub", "a", "b", "refs/convert/onnx", "sub")]
    [InlineData("hf:a/b@feature%2Fx/sub", "a", "b", "feature/x", "sub")]
    [InlineData("hf:a/b@" + Commit + "/onnx/model_int8.onnx", "a", "b", Commit, "onnx/model_int8.onnx")]
    public void Parse_Source_SplitsIt(string text, string owner, string name, string revision, string subfolder)
    {
        var source = HubSource.Parse(text);

        Assert.Equal(new HubSource(owner, name, revision, subfolder), source);
        Assert.Equal(revision == Commit, source.IsPinned);
    }

    [Theory]
    [InlineData("hf:")]
    [InlineData("hf:gpt2")]
    [InlineData("hf:a/")]
    [InlineData("hf:/b")]
    [InlineData("hf:a b/c")]
    [InlineData("hf:../etc")]
    [InlineData("hf:a/..")]
    [InlineData("hf:a/b--c")]
    [InlineData("hf:-a/b")]
    [InlineData("hf:a/b.")]
    [InlineData("hf:a/b@")]
    [InlineData("hf:a/b@..%2F..")]
    [InlineData("hf:a/b/../c")]
    [InlineData("hf:a/b//c")]
    [InlineData("hf:a/b/c\\d")]
    [InlineData("hf:a/b/c\nd")]
    public void Parse_NotASource_SaysHowToWriteOne(string text)
    {
        var fault = Assert.Throws<HubException>(() => HubSource.Parse(text));

        Assert.Equal(HubFault.BadSource, fault.Fault);
        Assert.StartsWith($"'{text.ReplaceLineEndings(" ")}' ", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hf:a/b")]
    [InlineData("hf:a/b@v1")]
    [InlineData("hf:a/b@v1/sub/folder")]
    public void ToString_ParsedSource_IsWhatWasParsed(string text) => Assert.Equal(text, HubSource.Parse(text).ToString());
}
