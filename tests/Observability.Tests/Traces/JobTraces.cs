using AttentionViz.Observability.Tests.Otlp;
using AttentionViz.Testing;

namespace AttentionViz.Observability.Tests.Traces;

/// <summary>What must hold of a job's trace, however the services are spread over processes.</summary>
internal static class JobTraces
{
    private static readonly string[] HeadStages = ["load head", "align", "components", "neighbours", "pca-2d", "tsne-2d", "umap-3d", "fidelity", "store head"];
    private static readonly string[] ShardStages = ["load model", "tokenize", "run model", "store shard"];

    /// <summary>The whole trace of a job that succeeded.</summary>
    public static Task<TraceTree> OfJobAsync(OtlpReceiver receiver, string jobId, CancellationToken stop) => FromSubmissionAsync(
        receiver, jobId,
        // The last to be told is what encloses the rest: the spans of the message that the last head came with.
        t => t.Named("project head").Count == Calls.Heads.Count && t.Named("extract shard").Count == Calls.Shards && t.Roots.Count == 1, stop);

    /// <summary>The trace that the job's submission is part of, once it is as it should be.</summary>
    public static async Task<TraceTree> FromSubmissionAsync(OtlpReceiver receiver, string jobId, Func<TraceTree, bool> whole, CancellationToken stop)
    {
        TraceTree? Look() => receiver.Spans.FirstOrDefault(s => s.Name == "submit job" && s.Tag("job.id") == jobId) is { } submission
            ? new TraceTree(receiver.Spans.Where(s => s.Trace == submission.Trace))
            : null;
        await Eventually.HoldsAsync(
            () => Task.FromResult(Look() is { } tree && whole(tree)), "the job's trace is whole", TimeSpan.FromSeconds(30), () => Look()?.Print() ?? "no span of it came", stop);
        return Look()!;
    }

    public static void RequireWhole(TraceTree tree, string jobId)
    {
        Assert.Contains("SubmitJob", Assert.Single(tree.Roots).Name, StringComparison.Ordinal);
        var submission = Assert.Single(tree.Named("submit job"));
        var plan = Assert.Single(tree.Named("plan job"));
        var shards = tree.Named("extract shard");
        var heads = tree.Named("project head");
        Span[] units = [plan, .. shards, .. heads];
        Assert.All(units, unit =>
        {
            Assert.Equal(jobId, unit.Tag("job.id"));
            Assert.Equal("done", unit.Tag("outcome"));
            // Right below it, not below another unit: what asked for it is told by a link.
            Assert.Equal(submission.Id, unit.Parent);
        });
        Assert.Equal(Enumerable.Range(0, Calls.Shards).Select(s => $"{s}"), shards.Select(s => s.Tag("shard")!).Order(StringComparer.Ordinal));
        Assert.Equal(Calls.Heads.Select(h => ($"{h.Layer}", $"{h.Head}")), heads.Select(h => (h.Tag("layer")!, h.Tag("head")!)).Order());
        Assert.All(shards, shard => Assert.Equal(ShardStages, Stages(tree, shard)));
        Assert.All(heads, head => Assert.Equal(HeadStages, Stages(tree, head)));
        Assert.All(shards, shard => Assert.Contains(plan.Id, shard.Links));
        // The shard that ended last asked for every head.
        Assert.Single(heads.Select(h => Assert.Single(h.Links, l => shards.Any(s => s.Id == l))).Distinct());
        Assert.DoesNotContain(tree.Spans, s => s.Source.Contains("Redis", StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<string> Stages(TraceTree tree, Span unit) => tree.Below(unit).Where(s => s.Source == Pipeline.Hosting.Telemetry.Name).Select(s => s.Name);
}
