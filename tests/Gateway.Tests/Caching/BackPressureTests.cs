using System.Diagnostics.Metrics;
using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.Testing;
using AttentionViz.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace AttentionViz.Gateway.Tests.Caching;

public sealed class BackPressureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StreamMap_ClientStopsReading_TheServerReadsNoFurther()
    {
        // Nothing is kept, so that each stream's reads can be counted.
        await using var gateway = await HeldGateway.StartAsync(cacheBytes: 0);
        var job = await SeededJob.CreateAsync(gateway.Host, repeat: 6200, ready: h => h is { Layer: 1, Head: 1 }, mapsOnly: true);
        var request = new StreamMapRequest { JobId = job.JobId, Layer = 1, Head = 1, Method = MapMethod.Umap, Dimensions = 3 };
        using var channel = GrpcChannel.ForAddress(gateway.Host.Endpoints.Grpc);
        gateway.Store.Clear();
        using var slow = new AtlasService.AtlasServiceClient(channel).StreamMap(request, cancellationToken: Token);
        Assert.True(await slow.ResponseStream.MoveNext(Token));

        // While others read the whole map, and more than once, there is time to read ahead for the one who does not.
        var chunks = 0;
        for (var i = 0; i < 3; i++) chunks = (await gateway.Host.Atlas.StreamMap(request, cancellationToken: Token).ReadAllAsync()).Count - 1;
        var ahead = gateway.Store.Commands.Count(c => c == "HGET maps") - 3 * chunks;

        Assert.InRange(chunks, 15, 40);
        Assert.InRange(ahead, 1, 4);
        var rows = 0;
        while (await slow.ResponseStream.MoveNext(Token)) rows += slow.ResponseStream.Current.Chunk.RowCount;
        Assert.Equal(2 * job.Tokens, rows);
    }

    [Fact]
    public async Task StreamMap_ClientGoesAway_TheCallEnds()
    {
        await using var gateway = await HeldGateway.StartAsync(cacheBytes: 0);
        var job = await SeededJob.CreateAsync(gateway.Host, repeat: 6200, ready: h => h is { Layer: 1, Head: 1 }, mapsOnly: true);
        var request = new StreamMapRequest { JobId = job.JobId, Layer = 1, Head = 1, Method = MapMethod.Umap, Dimensions = 3 };
        var active = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name == "http.server.active_requests" && instrument.Meter.Scope == gateway.Host.Get<IMeterFactory>()) l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, change, _, _) => Interlocked.Add(ref active, change));
        listener.Start();
        for (var i = 0; i < 10; i++)
        {
            using var call = gateway.Host.Atlas.StreamMap(request, cancellationToken: Token);
            Assert.True(await call.ResponseStream.MoveNext(Token));
            Assert.InRange(Interlocked.Read(ref active), 1, 10);
        }

        await Eventually.HoldsAsync(() => Task.FromResult(Interlocked.Read(ref active) == 0), "no call is left", Token);
    }
}
