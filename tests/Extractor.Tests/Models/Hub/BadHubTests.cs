using System.Text;
using AttentionViz.Extractor.Models.Hub;
using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;
using AttentionViz.Testing.Hub;
using Microsoft.AspNetCore.Http;

namespace AttentionViz.Extractor.Tests.Models.Hub;

/// <summary>Hubs, and things that answer in a hub's place, that are broken, overloaded or hostile.</summary>
public sealed class BadHubTests : HubTest
{
    [Theory]
    [InlineData("model.onnx", true)]
    [InlineData("config.json", false)]
    public async Task Fetch_ContentIsNotWhatIsListed_KeepsNothingOfIt(string path, bool large)
    {
        var files = AddUsual().Files;
        files[path] = large ? files[path] with { Sha256 = new string('0', 64) } : files[path] with { GitId = new string('0', 40) };

        var fault = await FaultAsync();

        Assert.Equal(HubFault.ChecksumMismatch, fault.Fault);
        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Cache, $"{path}*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("<html>sign in to the network</html>", "is not the JSON of a hub")]
    [InlineData("{\"sha\": ", "is not the JSON of a hub")]
    [InlineData("null", "is not the JSON of a hub")]
    [InlineData("{\"siblings\": \"many\"}", "is not the JSON of a hub")]
    [InlineData("{}", "does not say which commit")]
    [InlineData("{\"sha\": \"../../../../tmp\", \"siblings\": []}", "does not say which commit")]
    [InlineData("{\"sha\": \"0123456789abcdef0123456789abcdef01234567\", \"siblings\": [null]}", "does not say which commit")]
    public async Task Fetch_ListingIsGarbage_SaysSo(string answer, string words)
    {
        Intercept("/revision/", context => context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(answer), Cancel).AsTask());

        var fault = await FaultAsync();

        Assert.Equal(HubFault.BadAnswer, fault.Fault);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../config.json")]
    [InlineData("/etc/model.onnx")]
    [InlineData("a/../../b.onnx")]
    [InlineData("a\\..\\b.onnx")]
    [InlineData("a//b")]
    public async Task Fetch_NameLeadsOut_RefusesTheRepository(string path)
    {
        AddUsual().Files[path] = HubFile.Small("x");

        Assert.Equal(HubFault.UnsafeName, (await FaultAsync()).Fault);
        Assert.Empty(Hub.Downloads);
    }

    [Theory]
    [InlineData("../weights.bin", HubFault.UnsafeName)]
    [InlineData("absent.bin", HubFault.NotFound)]
    public async Task Fetch_GraphNamesWeightsThatCannotBeHad_SaysWhich(string location, HubFault expected)
    {
        using var export = new TemporaryFolder();
        Directory.CreateDirectory(export.File("in"));
        ExternalWeights.Move(AttentionGraph.Build(new AttentionSpec()).Model, export.File("in"), location);
        Hub.Add("owner/name", ("model.onnx", new HubFile(await File.ReadAllBytesAsync(export.File("in/model.onnx"), Cancel), Large: true)));

        var fault = await FaultAsync();

        Assert.Equal(expected, fault.Fault);
        Assert.Contains($"'{location}'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_GraphIsNoGraph_SaysSo()
    {
        AddUsual().Files["model.onnx"] = HubFile.Small("version https://git-lfs.github.com/spec/v1");

        var fault = await Assert.ThrowsAsync<ModelLoadException>(() => FetchAsync());

        Assert.Equal(ModelFault.Unreadable, fault.Fault);
    }

    [Theory]
    [InlineData(503, 2, true)]
    [InlineData(429, 2, true)]
    [InlineData(500, 3, false)]
    public async Task Fetch_HubIsOverloaded_TriesThreeTimes(int status, int failures, bool succeeds)
    {
        AddUsual();
        var left = failures;
        Hub.Intercept = context =>
        {
            if (left-- <= 0) return Task.FromResult(false);
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = "0";
            return Task.FromResult(true);
        };

        if (succeeds)
        {
            await FetchAsync();
            return;
        }

        var fault = await FaultAsync();
        Assert.Equal(HubFault.Unreachable, fault.Fault);
        Assert.Contains("(tried 3 times)", fault.Message, StringComparison.Ordinal);
        Assert.Equal(3, Hub.Requests.Count);
    }

    [Theory]
    [InlineData("/revision/", 0)]
    [InlineData("/storage/", 0)]
    [InlineData("/storage/", 100)]
    public async Task Fetch_HubFallsSilent_GivesUpInTime(string path, int after)
    {
        var size = AddUsual().Files["model.onnx"].Size;
        Options = Options with { Patience = TimeSpan.FromMilliseconds(200), Attempts = 2 };
        Intercept(path, async context =>
        {
            if (after > 0)
            {
                context.Response.ContentLength = size;
                await context.Response.Body.WriteAsync(new byte[after], Cancel);
                await context.Response.Body.FlushAsync(Cancel);
            }

            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });

        var fault = await FaultAsync();

        Assert.Equal(HubFault.Unreachable, fault.Fault);
        Assert.Contains("did not answer within 0.2 s", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_NobodyThere_SaysSo()
    {
        Options = Options with { Endpoint = new Uri("http://127.0.0.1:1") };

        var fault = await FaultAsync();

        Assert.Equal(HubFault.Unreachable, fault.Fault);
        Assert.Contains("127.0.0.1:1 cannot be reached", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/owner/name/resolve/round", "redirected more than")]
    [InlineData("http://example.invalid/file", "which is not an https address")]
    [InlineData("file:///etc/passwd", "which is not an https address")]
    public async Task Fetch_RedirectLeadsNowhere_SaysSo(string location, string words)
    {
        AddUsual();
        Intercept("/resolve/", context =>
        {
            context.Response.Redirect(location);
            return Task.CompletedTask;
        });

        var fault = await FaultAsync();

        Assert.Equal(HubFault.BadAnswer, fault.Fault);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_FileGoesOnAndOn_StopsAtTheLimit()
    {
        AddUsual();
        Hub.ListsBlobs = false;
        Options = Options with { MaxBytes = 1 << 20 };
        Intercept("/tree/", context => Task.FromResult(context.Response.StatusCode = 404));
        Intercept("/storage/", async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(new byte[1 << 16], context.RequestAborted);
        });

        Assert.Equal(HubFault.TooLarge, (await FaultAsync()).Fault);
    }

    /// <summary>Further pages of a tree come from the hub itself, or not at all.</summary>
    [Theory]
    [InlineData("https://example.invalid/api/models/owner/name/tree/x?cursor=1", "which is not this hub")]
    [InlineData("http://127.0.0.1:1/next", "which is not this hub")]
    [InlineData("", "after 256 pages")]
    public async Task Fetch_NextPageLeadsElsewhereOrNowhere_SaysSo(string link, string words)
    {
        AddUsual();
        Hub.ListsBlobs = false;
        Intercept("/tree/", context =>
        {
            // The empty link leads to the same page again.
            context.Response.Headers.Link = $"<{link}>; rel=\"next\"".Replace("<>", $"<{context.Request.Path}>", StringComparison.Ordinal);
            return context.Response.WriteAsync("[]", Cancel);
        });

        var fault = await FaultAsync();

        Assert.Equal(HubFault.BadAnswer, fault.Fault);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.Empty(Hub.Downloads);
    }

    private void Intercept(string path, Func<HttpContext, Task> answer)
    {
        var before = Hub.Intercept;
        Hub.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.Contains(path, StringComparison.Ordinal)) return before is not null && await before(context);
            await answer(context);
            return true;
        };
    }
}
