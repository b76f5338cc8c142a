using AttentionViz.Numerics;
using AttentionViz.Numerics.Alignment;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Projector.Consumers;
using AttentionViz.Projector.Projection;
using AttentionViz.Projector.Tests.Projection;
using AttentionViz.V1;
using StackExchange.Redis;

namespace AttentionViz.Projector.Tests.Placing;

/// <summary>A job of one head that was projected and written as services write it.</summary>
internal sealed record StoredHead(JobRecord Job, HeadVectors Vectors, HeadProjection Projection)
{
    public AttentionLayer Layer => Job.Model.Layers[0];

    public static async Task<StoredHead> WriteAsync(IConnectionMultiplexer redis, string jobId, V1.AlignmentMode alignment)
    {
        var vectors = Rounded(SampleHead.Create(120));
        var layer = new AttentionLayer { Layer = 0, Heads = 1, KeyHeads = 1, HeadWidth = vectors.Width, Scale = vectors.Scale, KeyHeadOf = { 0 } };
        var spec = new JobSpec
        {
            Alignment = alignment,
            Maps =
            {
                new V1.MapSpec { Method = V1.MapMethod.Tsne, Dimensions = 2 },
                new V1.MapSpec { Method = V1.MapMethod.Umap, Dimensions = 3 },
                new V1.MapSpec { Method = V1.MapMethod.Pca, Dimensions = 2 },
            },
        };
        var job = new JobRecord(jobId, spec, new Model { Layers = { layer } }, new Corpus(), TimeSpan.FromHours(1), DateTimeOffset.UnixEpoch);
        var projection = new HeadProjector(TimeProvider.System).Project(vectors, RequestedProjection.Of(spec));
        await new JobStore(redis, new JobEvents(redis, TimeProvider.System), TimeProvider.System).CreateAsync(job, "");
        await new PlanStore(redis).WriteAsync(job, [new ShardPlan(120, [0], [120], 0)]);
        await new VectorStore(redis).WriteAsync(
            job, 0, 0, [VectorRows.Of(vectors.Queries, vectors.Width)], [VectorRows.Of(vectors.Keys, vectors.Width)], [new float[120]]);
        await new HeadStore(redis, new JobEvents(redis, TimeProvider.System)).WriteAsync(job, Summary(projection.Alignment, spec), [.. projection.Maps.Select(m => m.Map.Points)]);
        return new StoredHead(job, vectors, projection);
    }

    private static HeadSummary Summary(HeadAlignment found, JobSpec spec) => new()
    {
        Alignment = new Alignment
        {
            Mode = spec.Alignment,
            C = found.C,
            Translation = { found.Translation },
            Matrix = { found.Matrix?.Forward.Select(x => (float)x) ?? [] },
        },
        Maps = { spec.Maps.Select(m => new MapSummary { Method = m.Method, Dimensions = m.Dimensions }) },
    };

    /// <summary>The store keeps float16.</summary>
    private static HeadVectors Rounded(HeadVectors head)
    {
        float[] Half(float[] values) => [.. values.Select(v => (float)(Half)v)];
        return new HeadVectors(Half(head.Queries), Half(head.Keys), head.Width, head.Scale, head.Causal, head.QueryStarts);
    }
}
