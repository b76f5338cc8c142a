using System.Runtime.InteropServices;
using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests;

public sealed class AtlasTests(GatewayHost host)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetAtlas_SomeHeadsReady_DescribesAll()
    {
        var job = await SeededJob.CreateAsync(host, end: JobState.Projecting, ready: h => h.Layer == 0);

        var atlas = (await host.Atlas.GetAtlasAsync(new GetAtlasRequest { JobId = job.JobId }, cancellationToken: Token)).Atlas;

        Assert.Equal((5, 31), (atlas.Sequences, atlas.Tokens));
        Assert.Equal(DemoModels.TinyGpt, atlas.Model);
        Assert.Equal([(0, 0, 0, true), (0, 1, 0, true), (0, 2, 1, true), (0, 3, 1, true), (1, 0, 0, false), (1, 1, 1, false)], atlas.Heads.Select(h => (h.Layer, h.Head, h.KeyHead, h.Ready)));
        Assert.All(atlas.Heads, h => Assert.Equal((8, h.Layer == 0, h.Layer == 0 ? 0.3 : 0.5), (h.Width, h.Causal, h.Scale)));
        Assert.Equal(1.5, atlas.Heads[0].Alignment.C);
        Assert.Null(atlas.Heads[5].Alignment);
    }

    [Fact]
    public async Task StreamTokens_FromAnySequence_SendsTheRest()
    {
        var job = await SeededJob.CreateAsync(host);
        foreach (var start in new[] { 0, 5, 12, 18, 22, 31 })
        {
            var chunks = await host.Atlas.StreamTokens(new StreamTokensRequest { JobId = job.JobId, StartRow = start }, cancellationToken: Token).ReadAllAsync();
            Assert.Equal(Enumerable.Range(start, 31 - start), chunks.SelectMany(c => c.TokenIds));
            Assert.Equal(Enumerable.Range(start, 31 - start).Select(i => $"t{i}"), chunks.SelectMany(c => c.Texts));
            foreach (var chunk in chunks)
            {
                Assert.Equal(31, chunk.TotalRows);
                Assert.Equal(chunk.FirstRow, chunk.Sequences[0].FirstRow);
                Assert.Equal(chunk.Texts.Count, chunk.Sequences.Sum(s => s.Tokens));
                Assert.All([chunk.Positions.Count, chunk.Starts.Count, chunk.Ends.Count, chunk.Special.Count], n => Assert.Equal(chunk.Texts.Count, n));
            }
        }
    }

    [Fact]
    public async Task StreamTokens_MiddleOfSequence_NamesNearest() => await Faults.AssertAsync(
        async () => await host.Atlas.StreamTokens(new StreamTokensRequest { JobId = (await SeededJob.CreateAsync(host)).JobId, StartRow = 20 }).ReadAllAsync(),
        StatusCode.InvalidArgument, "INVALID_REQUEST", "start_row", "18 is the nearest before");

    [Fact]
    public async Task StreamMap_FromAnyRow_SendsTheRest()
    {
        // Long enough for several chunks: 620 x 31 x 2 points of 12 bytes.
        var job = await SeededJob.CreateAsync(host, repeat: 620, ready: h => h is { Layer: 1, Head: 1 });
        var points = job.Maps[(1, 1, MapMethod.Umap, 3)];
        var rows = 2 * job.Tokens;
        foreach (var start in new[] { 0, 1, 20_480, 20_481, rows - 1, rows })
        {
            var parts = await host.Atlas.StreamMap(MapRequest(job, start), cancellationToken: Token).ReadAllAsync();
            var header = parts[0].Header;
            Assert.Equal((DataType.Float32, rows, 3, start), (header.DataType, header.Rows, header.Columns, header.StartRow));
            var next = (long)start;
            foreach (var chunk in parts.Skip(1).Select(p => p.Chunk))
            {
                Assert.Equal(next, chunk.FirstRow);
                Assert.InRange(chunk.Data.Length, 1, 256 << 10);
                next += chunk.RowCount;
            }

            Assert.Equal(points[(start * 3)..], parts.Skip(1).SelectMany(p => MemoryMarshal.Cast<byte, float>(p.Chunk.Data.Span).ToArray()));
        }
    }

    [Fact]
    public async Task StreamMap_WhatIsNotThere_SaysWhy()
    {
        var job = await SeededJob.CreateAsync(host, end: JobState.Projecting, ready: h => h.Layer == 0);
        Task Call(Action<StreamMapRequest> change)
        {
            var request = MapRequest(job, 0);
            change(request);
            return host.Atlas.StreamMap(request).ReadAllAsync();
        }

        await Faults.AssertAsync(() => Call(_ => { }), StatusCode.FailedPrecondition, "NOT_READY", "L1 H1", "WatchJob");
        await Faults.AssertAsync(() => Call(r => r.Head = 2), StatusCode.NotFound, "HEAD_NOT_IN_JOB", "L1 H2");
        await Faults.AssertAsync(() => Call(r => r.Dimensions = 2), StatusCode.NotFound, "MAP_NOT_IN_JOB", "Pca 2-D, Umap 3-D");
        await Faults.AssertAsync(() => Call(r => (r.Layer, r.StartRow) = (0, 63)), StatusCode.InvalidArgument, "INVALID_REQUEST", "give 0 to 62");
        await Faults.AssertAsync(
            async () => await host.Atlas.StreamMap(new StreamMapRequest { JobId = (await host.SubmitAsync()).JobId }).ReadAllAsync(),
            StatusCode.FailedPrecondition, "NOT_READY", "have not been chosen yet");
    }

    private static StreamMapRequest MapRequest(SeededJob job, long start) =>
        new() { JobId = job.JobId, Layer = 1, Head = 1, Method = MapMethod.Umap, Dimensions = 3, StartRow = start };
}
