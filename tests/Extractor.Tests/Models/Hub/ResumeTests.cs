using AttentionViz.Extractor.Models.Hub;
using Microsoft.AspNetCore.Http;

namespace AttentionViz.Extractor.Tests.Models.Hub;

public sealed class ResumeTests : HubTest
{
    private const int Part = 300;

    private readonly SemaphoreSlim _arrived = new(0);

    [Fact]
    public async Task Fetch_ConnectionBreaks_GoesOnWhereItBroke()
    {
        var content = AddUsual().Files["model.onnx"].Content;
        BreakFirst(content);

        var model = await FetchAsync(progress: Arrived);

        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(model.Folder, "model.onnx"), Cancel));
        Assert.Equal(["", $"bytes={Part}-"], Hub.Requests.Where(r => r.ToStorage).Select(r => r.Range));
    }

    [Fact]
    public async Task Fetch_ConnectionBreaksAndTheRunEnds_TheNextRunGoesOn()
    {
        Options = Options with { Attempts = 1 };
        var content = AddUsual().Files["model.onnx"].Content;
        BreakFirst(content);
        var fault = await Assert.ThrowsAsync<HubException>(() => FetchAsync(progress: Arrived));
        Assert.Equal(HubFault.Unreachable, fault.Fault);
        Assert.Contains("what is downloaded is kept", fault.Message, StringComparison.Ordinal);

        var model = await FetchAsync();

        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(model.Folder, "model.onnx"), Cancel));
        Assert.Equal($"bytes={Part}-", Hub.Requests.Last(r => r.ToStorage).Range);
    }

    [Fact]
    public async Task Fetch_ServerWithoutRanges_StartsAgain()
    {
        var content = AddUsual().Files["model.onnx"].Content;
        BreakFirst(content, then: context => context.Request.Headers.Remove("Range"));

        var model = await FetchAsync(progress: Arrived);

        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(model.Folder, "model.onnx"), Cancel));
    }

    [Theory]
    [InlineData(Part)]
    [InlineData(1 << 20)]
    public async Task Fetch_WhatAnEarlierRunLeftIsWrong_StartsAgain(int bytes)
    {
        var repository = AddUsual();
        var growing = Directory.CreateDirectory(Path.Combine(Cache, "hub", "owner", "name", $"{repository.CommitOf("main")}.part", "name"));
        await File.WriteAllBytesAsync(Path.Combine(growing.FullName, "model.onnx.part"), new byte[bytes], Cancel);

        var model = await FetchAsync();

        Assert.Equal(repository.Files["model.onnx"].Content, await File.ReadAllBytesAsync(Path.Combine(model.Folder, "model.onnx"), Cancel));
    }

    [Fact]
    public async Task Fetch_Cancelled_EndsAtOnceAndKeepsWhatCame()
    {
        var content = AddUsual().Files["model.onnx"].Content;
        BreakFirst(content, hold: true);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using var hub = new ModelHub(Options, TimeProvider.System);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hub.FetchAsync(
            HubSource.Parse("hf:owner/name"), p => { if (p.Done >= Part) stop.Cancel(); }, stop.Token));

        var kept = Directory.EnumerateFiles(Cache, "model.onnx.part", SearchOption.AllDirectories).Single();
        Assert.Equal(content[..Part], await File.ReadAllBytesAsync(kept, Cancel));
    }

    /// <summary>The first download from the storage breaks after some bytes, once the client has them.</summary>
    private void BreakFirst(byte[] content, Action<HttpContext>? then = null, bool hold = false)
    {
        var first = true;
        Hub.Intercept = async context =>
        {
            if (!Hub.IsStorage(context)) return false;
            if (!first)
            {
                then?.Invoke(context);
                return false;
            }

            first = false;
            context.Response.ContentLength = content.Length;
            await context.Response.Body.WriteAsync(content.AsMemory(0, Part), Cancel);
            await context.Response.Body.FlushAsync(Cancel);
            // Bytes under way would be lost when the connection is cut.
            await _arrived.WaitAsync(hold ? context.RequestAborted : Cancel);
            context.Abort();
            return true;
        };
    }

    private void Arrived(HubProgress progress)
    {
        if (progress.Done == Part) _arrived.Release();
    }
}
