using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.Numerics.Randomness;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Placing;
using AttentionViz.Testing;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Tests.Placing;

/// <summary>Does by hand what workers would do for the calls that ask of one job.</summary>
internal sealed class PlacingWorker(GatewayHost host, SeededJob job)
{
    public const int Tokens = 5;

    private readonly SeededRandom _random = new(9);

    public PlacingStore Store => host.Get<PlacingStore>();

    public PlacingResults Results => host.Get<PlacingResults>();

    /// <summary>Waits for the call.</summary>
    public async Task<PlacingRecord> TakeAsync()
    {
        PlacingRecord? taken = null;
        await Eventually.HoldsAsync(async () => (taken = await FindAsync()) is not null, "the call has asked workers", Calls.Token);
        return taken!;
    }

    public async Task<PlacingRecord?> FindAsync()
    {
        foreach (var key in await host.KeysAsync("av:*:placing"))
        {
            var found = await Store.FindAsync(key[(key.IndexOf('{', StringComparison.Ordinal) + 1)..key.IndexOf('}', StringComparison.Ordinal)]);
            if (found?.Wanted.JobId == job.JobId) return found;
        }

        return null;
    }

    /// <summary>One sequence, its rows, and every head; returns the queries and keys of each layer and head.</summary>
    public async Task<Dictionary<(VectorPart Part, int Layer, int Head), float[]>> DoAsync(PlacingRecord placing)
    {
        await WriteTokensAsync(placing);
        var rows = new Dictionary<(VectorPart, int, int), float[]>();
        foreach (var layer in job.Record.Model.Layers)
        {
            float[] Make(VectorPart part, int head, int width) => rows[(part, layer.Layer, head)] = [.. Enumerable.Range(0, Tokens * width).Select(_ => (float)(Half)_random.NextNormal())];
            await Store.WriteRowsAsync(
                placing, layer.Layer,
                [.. Enumerable.Range(0, layer.Heads).Select(h => VectorRows.Of(Make(VectorPart.Query, h, SeededJob.Width), SeededJob.Width))],
                [.. Enumerable.Range(0, layer.KeyHeads).Select(h => VectorRows.Of(Make(VectorPart.Key, h, SeededJob.Width), SeededJob.Width))],
                [.. Enumerable.Range(0, layer.KeyHeads).Select(h => Make(VectorPart.Value, h, 1).Select(MathF.Abs).ToArray())]);
        }

        // A message that came twice: the same is written again.
        foreach (var head in placing.Wanted.Heads.Prepend(placing.Wanted.Heads[0])) await WriteHeadAsync(placing, head);
        return rows;
    }

    public Task WriteTokensAsync(PlacingRecord placing, int tokens = Tokens) => Results.WriteTokensAsync(
        placing,
        new StreamTokensResponse { Sequences = { new SequenceInfo { Tokens = tokens } }, Positions = { Enumerable.Range(0, tokens) } });

    public Task WriteHeadAsync(PlacingRecord placing, HeadRef head) =>
        Results.WriteHeadAsync(placing, new ProjectedHead { Layer = head.Layer, Head = head.Head, Queries = Tokens, Keys = Tokens });
}
