using AttentionViz.Extractor.Models;
using AttentionViz.Extractor.Models.Hub;

namespace AttentionViz.Extractor.Tests.Models.Hub;

public sealed class HubOptionsTests
{
    [Fact]
    public void FromEnvironment_NothingSet_AsksHuggingFaceWithoutAToken()
    {
        var options = HubOptions.FromEnvironment(_ => null);

        Assert.Equal(new Uri("https://huggingface.co"), options.Endpoint);
        Assert.Null(options.Token);
        Assert.True(Path.IsPathFullyQualified(options.CacheFolder));
    }

    [Theory]
    [InlineData("https://hub.example.org")]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://localhost/hub")]
    public void FromEnvironment_Endpoint_IsTaken(string endpoint) =>
        Assert.Equal(new Uri(endpoint), HubOptions.FromEnvironment(Of((HubOptions.EndpointVariable, endpoint))).Endpoint);

    [Theory]
    [InlineData("HF_ENDPOINT", "huggingface.co", "is not the address of a hub")]
    [InlineData("HF_ENDPOINT", "ftp://huggingface.co", "is not the address of a hub")]
    [InlineData("HF_ENDPOINT", "http://huggingface.co", "plain HTTP")]
    [InlineData("HF_TOKEN", "hf_a\nb", "copy it again")]
    public void FromEnvironment_Unusable_NamesTheVariable(string variable, string value, string words)
    {
        var fault = Assert.Throws<HubException>(() => HubOptions.FromEnvironment(Of((variable, value))));

        Assert.Equal(HubFault.BadSettings, fault.Fault);
        Assert.StartsWith(variable, fault.Message, StringComparison.Ordinal);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        if (variable == HubOptions.TokenVariable) Assert.DoesNotContain("hf_a", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromEnvironment_Token_IsTrimmed() =>
        Assert.Equal("hf_x", HubOptions.FromEnvironment(Of((HubOptions.TokenVariable, " hf_x\n"))).Token);

    [Fact]
    public void Cache_OwnVariable_GoesBeforeXdg()
    {
        Assert.Equal("/own", UserFolders.Cache(Of((UserFolders.CacheVariable, "/own"), ("XDG_CACHE_HOME", "/xdg"))));
        Assert.Equal("/xdg/attentionviz", UserFolders.Cache(Of(("XDG_CACHE_HOME", "/xdg"))));
        // The XDG rules say to ignore a relative folder.
        Assert.EndsWith(".cache/attentionviz", UserFolders.Cache(Of(("XDG_CACHE_HOME", "xdg"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Models_OwnVariable_GoesBeforeXdg()
    {
        Assert.Equal("/own", UserFolders.Models(Of((UserFolders.ModelsVariable, "/own"), ("XDG_DATA_HOME", "/xdg"))));
        Assert.Equal("/xdg/attentionviz/models", UserFolders.Models(Of(("XDG_DATA_HOME", "/xdg"))));
    }

    private static Func<string, string?> Of(params (string Name, string Value)[] variables) =>
        name => variables.FirstOrDefault(v => v.Name == name).Value;
}
