using System.Runtime.InteropServices;
using AttentionViz.Gateway.Atlases;
using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests;

public sealed class MatrixTests(GatewayHost host)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StreamMatrix_FewerPointsThanThereAre_DrawsWholeSequencesAlikeForEveryHead()
    {
        var job = await SeededJob.CreateAsync(host, repeat: 20);
        var request = new StreamMatrixRequest { JobId = job.JobId, Method = MapMethod.Umap, Dimensions = 3, PointsPerHead = 400 };

        var parts = await host.Atlas.StreamMatrix(request, cancellationToken: Token).ReadAllAsync();

        var rows = MemoryMarshal.Cast<byte, int>(parts[0].Header.Rows.Data.Span).ToArray();
        Assert.InRange(rows.Length, 100, 200);
        AssertWholeSequences(job.Plan, rows);
        Assert.Equal(6, parts[0].Header.Heads);
        Assert.Equal(job.Record.Heads().Select(h => (h.Layer, h.Head)), parts.Skip(1).Select(p => (p.Tile.Layer, p.Tile.Head)));
        foreach (var tile in parts.Skip(1).Select(p => p.Tile)) AssertTile(job, tile, rows);
        Assert.Equal(parts, await host.Atlas.StreamMatrix(request, cancellationToken: Token).ReadAllAsync());
    }

    [Fact]
    public async Task StreamMatrix_RoomForAll_SendsAllPointsOfHeadsAsked()
    {
        var job = await SeededJob.CreateAsync(host);
        var parts = await host.Atlas.StreamMatrix(
            new StreamMatrixRequest { JobId = job.JobId, Method = MapMethod.Pca, Dimensions = 2, Heads = { new HeadRef { Layer = 1, Head = 1 } } }, cancellationToken: Token).ReadAllAsync();
        Assert.Equal(2, parts.Count);
        Assert.Equal([62L, 2L], parts[1].Tile.Points.Shape);
    }

    [Fact]
    public async Task StreamMatrix_Float16_IsWithinItsRounding()
    {
        var job = await SeededJob.CreateAsync(host);
        var parts = await host.Atlas.StreamMatrix(
            new StreamMatrixRequest { JobId = job.JobId, Method = MapMethod.Umap, Dimensions = 3, DataType = DataType.Float16 }, cancellationToken: Token).ReadAllAsync();
        Assert.Equal(7, parts.Count);
        foreach (var tile in parts.Skip(1).Select(p => p.Tile))
        {
            var points = job.Maps[(tile.Layer, tile.Head, MapMethod.Umap, 3)];
            var halves = MemoryMarshal.Cast<byte, Half>(tile.Points.Data.Span);
            Assert.Equal(DataType.Float16, tile.Points.DataType);
            Assert.Equal(points.Length, halves.Length);
            for (var i = 0; i < points.Length; i++) Assert.Equal(points[i], (float)halves[i], Math.Abs(points[i]) / 2048 + 1e-7);
            for (var d = 0; d < 3; d++)
            {
                Assert.Equal(points.Where((_, i) => i % 3 == d).Min(), tile.Minimum[d]);
                Assert.Equal(points.Where((_, i) => i % 3 == d).Max(), tile.Maximum[d]);
            }
        }
    }

    [Fact]
    public void Tile_BeyondFloat16_IsSentInSteps()
    {
        var tile = Quantizer.Tile([-70_000, 1, 70_000, 2], 2, DataType.Float16);
        Assert.Equal(DataType.Uint16, tile.Points.DataType);
        Assert.Equal([0, 0, 65535, 65535], MemoryMarshal.Cast<byte, ushort>(tile.Points.Data.Span).ToArray().Select(v => (int)v));
    }

    [Fact]
    public async Task StreamMatrix_SeveralWeightsOfOneMethod_SendsTheOneAsked()
    {
        var job = await SeededJob.CreateAsync(host, maps: [(MapMethod.Umap, 2, 0), (MapMethod.Umap, 2, 0.35)]);
        foreach (var weight in new[] { 0, 0.35 })
        {
            var request = new StreamMatrixRequest { JobId = job.JobId, Method = MapMethod.Umap, Dimensions = 2, AttentionWeight = weight, DataType = DataType.Float16 };
            var tiles = (await host.Atlas.StreamMatrix(request, cancellationToken: Token).ReadAllAsync()).Skip(1).Select(p => p.Tile).ToList();
            Assert.Equal(6, tiles.Count);
            foreach (var tile in tiles)
            {
                var points = job.WeightedMaps[(tile.Layer, tile.Head, weight)];
                Assert.Equal(points.Select(p => (Half)p), MemoryMarshal.Cast<byte, Half>(tile.Points.Data.Span).ToArray());
            }
        }

        await Faults.AssertAsync(
            () => host.Atlas.StreamMatrix(new StreamMatrixRequest { JobId = job.JobId, Method = MapMethod.Umap, Dimensions = 2, AttentionWeight = 0.5 }).ReadAllAsync(),
            StatusCode.NotFound, "MAP_NOT_IN_JOB", "with attention_weight 0.5", "with attention_weight 0.35");
    }

    [Fact]
    public async Task StreamMatrix_WrongRequests_SayWhy()
    {
        var job = await SeededJob.CreateAsync(host, end: JobState.Failed, ready: h => h.Layer == 0);
        Task Call(Action<StreamMatrixRequest> change)
        {
            var request = new StreamMatrixRequest { JobId = job.JobId, Method = MapMethod.Pca, Dimensions = 2 };
            change(request);
            return host.Atlas.StreamMatrix(request).ReadAllAsync();
        }

        await Faults.AssertAsync(() => Call(r => r.PointsPerHead = 1), StatusCode.InvalidArgument, "INVALID_REQUEST", "give 2 to 100000");
        await Faults.AssertAsync(() => Call(r => r.DataType = DataType.Float32), StatusCode.InvalidArgument, "INVALID_REQUEST", "data_type is 1; give UINT16 (3) or FLOAT16 (2)");
        await Faults.AssertAsync(() => Call(r => r.PointsPerHead = 6), StatusCode.InvalidArgument, "INVALID_REQUEST", "give 8 or more");
        await Faults.AssertAsync(() => Call(r => r.Heads.Add(new HeadRef { Layer = 1 })), StatusCode.FailedPrecondition, "NEVER_READY", "ended as Failed");
        await Faults.AssertAsync(() => Call(r => r.Heads.Add(new HeadRef { Layer = 9 })), StatusCode.NotFound, "HEAD_NOT_IN_JOB");
        await Faults.AssertAsync(() => Call(r => r.Method = MapMethod.Tsne), StatusCode.NotFound, "MAP_NOT_IN_JOB");
    }

    [Fact]
    public void Draw_ManySeeds_FavoursNoLength()
    {
        const int Seeds = 4000;
        int[] lengths = [.. Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? 40 : 8)];
        ShardPlan[] plan = [new(lengths.Sum(), [.. Enumerable.Range(0, 60)], lengths, 0)];
        var starts = lengths.Select((_, i) => lengths.Take(i).Sum()).ToArray();
        var times = new int[60];
        for (var seed = 0UL; seed < Seeds; seed++)
        {
            var drawn = MatrixSampler.Draw(DrawnSequence.Of(plan), seed, 500);
            Assert.InRange(drawn.Sum(s => s.Tokens), 1, 500);
            var rows = drawn.Select(s => s.Row).ToHashSet();
            for (var i = 0; i < 60; i++) times[i] += rows.Contains(starts[i]) ? 1 : 0;
        }

        double Share(bool isLong) => times.Where((_, i) => i % 3 == 0 == isLong).Average() / Seeds;
        Assert.Equal(Share(true), Share(false), 0.01);
    }

    private static void AssertWholeSequences(IReadOnlyList<ShardPlan> plan, int[] rows)
    {
        Assert.Equal(rows.Order().Distinct(), rows);
        var drawn = rows.ToHashSet();
        foreach (var shard in plan)
        {
            var row = (int)shard.FirstRow;
            foreach (var length in shard.Lengths)
            {
                Assert.Contains(Enumerable.Range(row, length).Count(drawn.Contains), new[] { 0, length });
                row += length;
            }
        }
    }

    private static void AssertTile(SeededJob job, MatrixTile tile, int[] rows)
    {
        var points = job.Maps[(tile.Layer, tile.Head, MapMethod.Umap, 3)];
        var steps = MemoryMarshal.Cast<byte, ushort>(tile.Points.Data.Span);
        Assert.Equal([2L * rows.Length, 3], tile.Points.Shape);
        for (var i = 0; i < 2 * rows.Length; i++)
        {
            var row = i < rows.Length ? rows[i] : job.Tokens + rows[i - rows.Length];
            for (var d = 0; d < 3; d++)
            {
                var range = tile.Maximum[d] - tile.Minimum[d];
                Assert.Equal(points[row * 3 + d], tile.Minimum[d] + steps[i * 3 + d] / 65535.0 * range, range / 65535);
            }
        }
    }
}
