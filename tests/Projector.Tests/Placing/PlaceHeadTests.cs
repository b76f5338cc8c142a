using System.Runtime.InteropServices;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Messages;
using AttentionViz.Pipeline.Placing;
using AttentionViz.Pipeline.Store;
using AttentionViz.Projector.Consumers;
using AttentionViz.Projector.Hosting;
using AttentionViz.Projector.Projection;
using AttentionViz.Projector.Tests.Projection;
using AttentionViz.Testing;
using AttentionViz.V1;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AttentionViz.Projector.Tests.Placing;

/// <summary>A projector that hears of new vectors of a head.</summary>
public sealed class PlaceHeadTests : IAsyncLifetime, IDisposable
{
    private readonly GarnetFixture _garnet = new();
    private IHost? _host;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private PlacingStore Placings => _host!.Services.GetRequiredService<PlacingStore>();

    private PlacingResults Results => _host!.Services.GetRequiredService<PlacingResults>();

    private IConnectionMultiplexer Redis => _host!.Services.GetRequiredService<IConnectionMultiplexer>();

    public async ValueTask InitializeAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["Store:Redis"] = _garnet.Configuration;
        builder.AddPipeline(ProjectorExtensions.Consumers);
        builder.AddProjector();
        _host = builder.Build();
        await _host.StartAsync(Stop);
    }

    public void Dispose() => _garnet.Dispose();

    public async ValueTask DisposeAsync()
    {
        await _host!.StopAsync();
        _host.Dispose();
    }

    [Theory]
    [InlineData(AlignmentMode.None)]
    [InlineData(AlignmentMode.Translate)]
    [InlineData(AlignmentMode.TranslateScale)]
    [InlineData(AlignmentMode.Balanced)]
    public async Task Consume_NewVectors_StandWhereTheAlignmentAndMapsOfTheJobPutThem(AlignmentMode mode)
    {
        var stored = await StoredHead.WriteAsync(Redis, $"job-{mode}", mode);
        var (width, later) = (stored.Vectors.Width, SampleHead.Create(7, seed: 2));
        var rows = (Queries: VectorRows.Of(later.Queries, width), Keys: VectorRows.Of(later.Keys, width));
        var placing = await CreateAsync(stored, $"placing-{mode}");
        await Placings.WriteRowsAsync(placing, 0, [rows.Queries], [rows.Keys], [new float[7]]);

        // The message comes twice.
        await PublishAsync(placing, 2);

        var head = Assert.Single(await FollowAsync(placing));
        Assert.Equal((0, 0, 7L, 7L), (head.Layer, head.Head, head.Queries, head.Keys));
        var alignment = stored.Projection.Alignment;
        var added = new float[14 * width];
        alignment.ApplyToQueries(VectorChunk.Decode(rows.Queries.Chunk), added);
        alignment.ApplyToKeys(VectorChunk.Decode(rows.Keys.Chunk), added.AsSpan(7 * width));
        var options = RequestedProjection.Of(stored.Job.Spec);
        foreach (var (map, made) in head.Maps.Zip(stored.Projection.Maps))
        {
            var expected = PointPlacer.Place(alignment.Apply(stored.Vectors), made.Map, added, width, options);
            var given = MemoryMarshal.Cast<byte, float>(map.Points.Data.Span).ToArray();
            Assert.Equal([14L, map.Map.Dimensions], map.Points.Shape);
            var extent = made.Map.Points.Max() - made.Map.Points.Min();
            // A matrix is kept as float32; the rest comes back as it was.
            var most = mode == AlignmentMode.Balanced ? 1e-3 * extent : 0;
            Assert.All(expected.Zip(given), p => Assert.InRange(Math.Abs(p.First - p.Second), 0, most));
        }
    }

    [Fact]
    public async Task Consume_ResultsOfTheJobGone_EndsThePlacing()
    {
        var stored = await StoredHead.WriteAsync(Redis, "gone", AlignmentMode.Translate);
        await Redis.GetDatabase().KeyDeleteAsync(Keys.Vectors("gone"));
        var placing = await CreateAsync(stored, "placing-gone");
        await Placings.WriteRowsAsync(placing, 0, [VectorRows.Of(new float[16], 16)], [VectorRows.Of(new float[16], 16)], [new float[1]]);

        await PublishAsync(placing, 1);

        var failed = await Assert.ThrowsAsync<PlacingFailedException>(() => FollowAsync(placing));
        Assert.Equal((9, "RESULT_GONE"), (failed.Failure.Code, failed.Failure.Reason));
    }

    [Fact]
    public async Task Consume_VectorThatIsNotFinite_EndsThePlacingAtOnce()
    {
        var stored = await StoredHead.WriteAsync(Redis, "infinite", AlignmentMode.Translate);
        var placing = await CreateAsync(stored, "placing-infinite");
        await Placings.WriteRowsAsync(placing, 0, [VectorRows.Of([.. Enumerable.Repeat(float.NaN, 16)], 16)], [VectorRows.Of(new float[16], 16)], [new float[1]]);

        await PublishAsync(placing, 1);

        var failed = await Assert.ThrowsAsync<PlacingFailedException>(() => FollowAsync(placing));
        Assert.Equal((3, "PLACING_IMPOSSIBLE"), (failed.Failure.Code, failed.Failure.Reason));
        Assert.Contains("L0 H0: Row 0, column 0 is NaN", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consume_CallHasEnded_WritesNothing()
    {
        var stored = await StoredHead.WriteAsync(Redis, "ended", AlignmentMode.Translate);
        var (ended, placing) = (await CreateAsync(stored, "placing-ended"), await CreateAsync(stored, "placing-after"));
        await Placings.DeleteAsync(ended.PlacingId);
        await Placings.WriteRowsAsync(placing, 0, [VectorRows.Of(new float[16], 16)], [VectorRows.Of(new float[16], 16)], [new float[1]]);

        await PublishAsync(ended, 1);
        await PublishAsync(placing, 1);

        Assert.Single(await FollowAsync(placing));
        Assert.Empty(await GarnetFixture.KeysAsync(Redis, "av:{placing-ended}*"));
    }

    private async Task<PlacingRecord> CreateAsync(StoredHead stored, string id)
    {
        var wanted = new ProjectSequencesRequest { JobId = stored.Job.JobId, Heads = { new HeadRef() }, Maps = { stored.Job.Spec.Maps } };
        var placing = new PlacingRecord(id, wanted, 512, TimeSpan.FromMinutes(1));
        await Placings.CreateAsync(placing, new ProjectSequencesRequest());
        await Results.WriteTokensAsync(placing, new StreamTokensResponse());
        return placing;
    }

    private async Task PublishAsync(PlacingRecord placing, int times)
    {
        for (var i = 0; i < times; i++) await _host!.Services.GetRequiredService<IBus>().Publish(new PlaceHead(placing.PlacingId, 0, 0), Stop);
    }

    private async Task<List<ProjectedHead>> FollowAsync(PlacingRecord placing)
    {
        var parts = await Results.FollowAsync(placing, TimeSpan.FromSeconds(30), Stop).ToListAsync(Stop);
        Assert.NotNull(parts[0].Tokens);
        return [.. parts.Skip(1).Select(p => p.Head)];
    }
}
