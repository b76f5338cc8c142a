using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Placing;
using AttentionViz.Testing;
using AttentionViz.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AttentionViz.Pipeline.Tests;

/// <summary>Workers of several processes that write parts of one placing at the same time.</summary>
public sealed class PlacingWritesTests : IDisposable
{
    private readonly GarnetFixture _garnet = new();
    private readonly IHost[] _processes;

    public PlacingWritesTests() => _processes = [.. Enumerable.Range(0, 4).Select(_ => Process())];

    public void Dispose()
    {
        foreach (var process in _processes) process.Dispose();
        _garnet.Dispose();
    }

    [Fact]
    public async Task WriteHead_FromManyProcessesAtOnce_LosesNone()
    {
        var heads = Enumerable.Range(0, 400).Select(h => new HeadRef { Head = h }).ToList();
        var placing = new PlacingRecord(Guid.NewGuid().ToString("n"), new ProjectSequencesRequest { Heads = { heads } }, 512, TimeSpan.FromMinutes(1));
        await Get<PlacingStore>(0).CreateAsync(placing, new ProjectSequencesRequest());
        await Get<PlacingResults>(0).WriteTokensAsync(placing, new StreamTokensResponse());

        await Task.WhenAll(heads.Chunk(heads.Count / _processes.Length).Select(async (share, process) =>
        {
            foreach (var head in share) await Get<PlacingResults>(process).WriteHeadAsync(placing, new ProjectedHead { Head = head.Head });
        }));

        var placed = new List<int>();
        await foreach (var part in Get<PlacingResults>(0).FollowAsync(placing, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken))
            if (part.Head is { } head) placed.Add(head.Head);
        Assert.Equal(heads.Select(h => h.Head), placed.Order());
    }

    private T Get<T>(int process) where T : notnull => _processes[process].Services.GetRequiredService<T>();

    private IHost Process()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["Store:Redis"] = _garnet.Configuration;
        builder.AddPipeline();
        return builder.Build();
    }
}
