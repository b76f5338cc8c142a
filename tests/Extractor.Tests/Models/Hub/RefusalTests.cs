using System.Net;
using AttentionViz.Extractor.Models.Hub;
using AttentionViz.Testing.Hub;

namespace AttentionViz.Extractor.Tests.Models.Hub;

/// <summary>What the hub refuses or does not have.</summary>
public sealed class RefusalTests : HubTest
{
    [Theory]
    [InlineData(null, HubFault.Unauthorized, "set HF_TOKEN")]
    [InlineData("wrong", HubFault.Unauthorized, "the token in HF_TOKEN has no access")]
    public async Task Fetch_PrivateRepository_SaysWhatTheTokenLacks(string? token, HubFault expected, string words)
    {
        AddUsual().Token = "right";
        Options = Options with { Token = token };

        var fault = await FaultAsync();

        Assert.Equal(expected, fault.Fault);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "then set HF_TOKEN")]
    [InlineData("mine", "has no access; ask for it at")]
    public async Task Fetch_GatedRepository_SaysWhereToAsk(string? token, string words)
    {
        AddUsual().Gated = true;
        Options = Options with { Token = token };

        var fault = await FaultAsync();

        Assert.Equal(HubFault.Gated, fault.Fault);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.Contains($"{Hub.Endpoint}owner/name", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hf:owner/nobody", "there is no hf:owner/nobody")]
    [InlineData("hf:owner/name@v9", "hf:owner/name has no revision 'v9'")]
    [InlineData("hf:owner/name/onnx", "has no folder or file 'onnx'; name one of its .onnx files at the end of the source: model.onnx")]
    [InlineData("hf:owner/name/other.onnx", "has no folder or file 'other.onnx'")]
    public async Task Fetch_WhatIsNotThere_SaysWhich(string source, string words)
    {
        AddUsual();
        Options = Options with { Token = "mine" };

        var fault = await FaultAsync(source);

        Assert.Equal(HubFault.NotFound, fault.Fault);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.Single(Hub.Requests);
    }

    [Fact]
    public async Task Fetch_FileGoneFromTheHub_NamesIt()
    {
        AddUsual();
        Hub.Intercept = context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/config.json", StringComparison.Ordinal)) return Task.FromResult(false);
            context.Response.StatusCode = (int)HttpStatusCode.NotFound;
            context.Response.Headers["X-Error-Code"] = "EntryNotFound";
            return Task.FromResult(true);
        };

        var fault = await FaultAsync();

        Assert.Equal(HubFault.NotFound, fault.Fault);
        Assert.Contains("has no config.json", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("holds no .onnx file", "model.safetensors")]
    [InlineData("holds no model.onnx and no onnx/model.onnx; name one of its .onnx files at the end of the source: a.onnx, b/c.onnx", "b/c.onnx", "a.onnx", "aa.txt", "b/d.onnx")]
    public async Task Fetch_NoGraphToChoose_SaysWhichThereAre(string words, params string[] paths)
    {
        // Two at the root, so that none of them is the only one.
        Hub.Add("owner/name", paths.Append("config.json").Select(path => (path, HubFile.Small("x"))));
        if (paths.Length > 1) Hub.Add("owner/name", ("a2.onnx", HubFile.Small("x")));

        var fault = await FaultAsync();

        Assert.Equal(HubFault.NoGraph, fault.Fault);
        Assert.Contains(words.Replace("a.onnx, b", "a.onnx, a2.onnx, b", StringComparison.Ordinal), fault.Message, StringComparison.Ordinal);
        Assert.Empty(Hub.Downloads);
    }

    [Fact]
    public async Task Fetch_RepositoryTooLarge_DownloadsNothing()
    {
        AddUsual();
        Options = Options with { MaxBytes = 1000 };

        Assert.Equal(HubFault.TooLarge, (await FaultAsync()).Fault);
        Assert.Empty(Hub.Downloads);
    }

    [Fact]
    public async Task Fetch_TooLittleRoomOnTheDisk_DownloadsNothing()
    {
        AddUsual();
        Options = Options with { FreeBytes = _ => 1000 };

        var fault = await FaultAsync();

        Assert.Equal(HubFault.DiskFull, fault.Fault);
        Assert.Contains(Cache, fault.Message, StringComparison.Ordinal);
        Assert.Empty(Hub.Downloads);
    }
}
