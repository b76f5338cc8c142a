using AttentionViz.Numerics.Randomness;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Atlases.Statistics;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;
using Google.Protobuf.WellKnownTypes;

namespace AttentionViz.Gateway.Tests.Fixtures;

/// <summary>A job whose results were written straight into the store, of random vectors and maps.</summary>
internal sealed class SeededJob
{
    public const int Width = 8;

    // Three shards of four sequences; the second gives nothing to the atlas.
    private static readonly (int[] Sampled, int[] Lengths)[] Shards = [([0, 2], [5, 7]), ([], []), ([1, 2, 3], [6, 4, 9])];

    private readonly SeededRandom _random = new(5);

    private SeededJob(JobRecord record, IReadOnlyList<ShardPlan> plan) => (Record, Plan) = (record, plan);

    private bool Images => Record.Corpus.Format == CorpusFormat.ImageZip;

    public JobRecord Record { get; }

    public string JobId => Record.JobId;

    public IReadOnlyList<ShardPlan> Plan { get; }

    public int Tokens => Plan.Sum(s => s.Rows);

    /// <summary>By (part, layer, head or key head): rows x width, or norms for values.</summary>
    public Dictionary<(VectorPart Part, int Layer, int Head), float[]> Vectors { get; } = [];

    /// <summary>By (layer, head, method, dimensions): points of the whole map.</summary>
    public Dictionary<(int Layer, int Head, MapMethod Method, int Dimensions), float[]> Maps { get; } = [];

    /// <summary>By (layer, head, attention weight): points of the last map of that weight.</summary>
    public Dictionary<(int Layer, int Head, double AttentionWeight), float[]> WeightedMaps { get; } = [];

    /// <param name="keyScale">Multiplies keys; float16 ends at 65504.</param>
    /// <param name="repeat">How often the three shards are repeated.</param>
    /// <param name="change">Makes the model another one.</param>
    /// <param name="mapsOnly">Write no tokens and no vectors: quick where there are many shards.</param>
    /// <param name="maps">Maps of every head; a PCA in 2-D and a UMAP in 3-D where they are not given.</param>
    /// <param name="images">The corpus is one of images, each a row of patches after one other token.</param>
    public static async Task<SeededJob> CreateAsync(
        GatewayHost host, string requestId = "", JobState end = JobState.Succeeded, bool retain = true, float keyScale = 1, int repeat = 1, Func<HeadRef, bool>? ready = null, bool images = false,
        Action<Model>? change = null, bool mapsOnly = false, (MapMethod Method, int Dimensions, double AttentionWeight)[]? maps = null,
        Func<SeededJob, Task>? more = null)
    {
        var spec = new JobSpec
        {
            ModelId = DemoModels.Gpt,
            CorpusId = "seeded",
            RetainVectors = retain,
            Maps =
            {
                (maps ?? [(MapMethod.Pca, 2, 0), (MapMethod.Umap, 3, 0)])
                    .Select(m => new MapSpec { Method = m.Method, Dimensions = m.Dimensions, AttentionWeight = m.AttentionWeight }),
            },
        };
        var corpus = new Corpus { CorpusId = "seeded", Format = images ? CorpusFormat.ImageZip : CorpusFormat.Text, Sequences = 12 * repeat, CreateTime = new Timestamp(), ExpireTime = new Timestamp() };
        var model = DemoModels.TinyGpt.Clone();
        change?.Invoke(model);
        var record = new JobRecord(Guid.NewGuid().ToString("n"), spec, model, corpus, TimeSpan.FromHours(1), DateTimeOffset.UnixEpoch);
        var seeded = new SeededJob(record, MakePlan(repeat));
        await host.Get<JobStore>().CreateAsync(record, requestId);
        await host.Get<PlanStore>().WriteAsync(record, seeded.Plan);
        if (!mapsOnly)
        {
            await seeded.WriteTokensAsync(host.Get<TokenStore>());
            await seeded.WriteVectorsAsync(host.Get<VectorStore>(), keyScale);
        }

        await host.Get<StatisticsStore>().WriteAsync(record, 0, 0, 1, new LayerStatistics([MomentSums.Empty(Width)], [MomentSums.Empty(Width)], []));
        await host.Get<JobProgress>().BeginAsync(record, Stage.Projecting, 6);
        foreach (var head in record.Heads().Where(ready ?? (_ => true))) await seeded.WriteHeadAsync(host.Get<HeadStore>(), head);
        if (more is not null) await more(seeded);
        await host.Get<JobStore>().TryMoveAsync(record.JobId, [JobState.Queued], end, with: t =>
        {
            if (!retain) _ = t.KeyDeleteAsync(Pipeline.Store.Keys.Vectors(record.JobId));
        });
        return seeded;
    }

    private static List<ShardPlan> MakePlan(int repeat)
    {
        var plan = new List<ShardPlan>();
        var row = 0L;
        for (var i = 0; i < repeat * Shards.Length; i++)
        {
            var (sampled, lengths) = Shards[i % Shards.Length];
            plan.Add(new ShardPlan(40, sampled, lengths, row));
            row += lengths.Sum();
        }

        return plan;
    }

    private async Task WriteTokensAsync(TokenStore store)
    {
        for (var shard = 0; shard < Plan.Count; shard++)
        {
            var plan = Plan[shard];
            if (plan.Rows == 0) continue;
            var rows = new StreamTokensResponse { FirstRow = plan.FirstRow, TotalRows = Tokens };
            for (var s = 0; s < plan.Sampled.Length; s++)
            {
                var (index, first) = (4L * shard + plan.Sampled[s], plan.FirstRow + rows.Positions.Count);
                rows.Sequences.Add(new SequenceInfo { Index = index, Id = $"s{index}", Text = $"sequence {index}", FirstRow = first, Tokens = plan.Lengths[s] });
                if (Images) rows.Sequences[^1].Image = new ImageGrid { Width = plan.Lengths[s] - 1, Height = 2, Rows = 1, Columns = plan.Lengths[s] - 1, Leading = 1 };
                for (var p = 0; p < plan.Lengths[s]; p++)
                {
                    rows.Positions.Add(p);
                    rows.TokenIds.Add((int)first + p);
                    rows.Texts.Add($"t{first + p}");
                    rows.Starts.Add(p);
                    rows.Ends.Add(p + 1);
                    rows.Special.Add(p == 0);
                }
            }

            await store.WriteAsync(Record, shard, rows);
        }
    }

    private async Task WriteVectorsAsync(VectorStore store, float keyScale)
    {
        foreach (var layer in Record.Model.Layers)
        {
            for (var h = 0; h < layer.Heads; h++) Vectors[(VectorPart.Query, layer.Layer, h)] = Normal(Tokens * Width, 1);
            for (var h = 0; h < layer.KeyHeads; h++) Vectors[(VectorPart.Key, layer.Layer, h)] = Normal(Tokens * Width, keyScale);
            for (var h = 0; h < layer.KeyHeads; h++) Vectors[(VectorPart.Value, layer.Layer, h)] = [.. Normal(Tokens, 1).Select(v => 0.1f + MathF.Abs(v))];
            for (var shard = 0; shard < Plan.Count; shard++)
            {
                var plan = Plan[shard];
                if (plan.Rows == 0) continue;
                float[] Slice(VectorPart part, int head, int width) => Vectors[(part, layer.Layer, head)][((int)plan.FirstRow * width)..(((int)plan.FirstRow + plan.Rows) * width)];
                await store.WriteAsync(
                    Record, layer.Layer, shard,
                    [.. Enumerable.Range(0, layer.Heads).Select(h => VectorRows.Of(Slice(VectorPart.Query, h, Width), Width))],
                    [.. Enumerable.Range(0, layer.KeyHeads).Select(h => VectorRows.Of(Slice(VectorPart.Key, h, Width), Width))],
                    [.. Enumerable.Range(0, layer.KeyHeads).Select(h => Slice(VectorPart.Value, h, 1))]);
            }
        }
    }

    private async Task WriteHeadAsync(HeadStore store, HeadRef head)
    {
        var summary = new HeadSummary { Layer = head.Layer, Head = head.Head, Ready = true, Alignment = new Alignment { C = 1.5 } };
        var points = new List<float[]>();
        foreach (var map in Record.Spec.Maps)
        {
            points.Add(Normal(2 * Tokens * map.Dimensions, 3));
            Maps[(head.Layer, head.Head, map.Method, map.Dimensions)] = points[^1];
            WeightedMaps[(head.Layer, head.Head, map.AttentionWeight)] = points[^1];
            summary.Maps.Add(new MapSummary { Method = map.Method, Dimensions = map.Dimensions, AttentionWeight = map.AttentionWeight });
        }

        await store.WriteAsync(Record, summary, points);
    }

    private float[] Normal(int count, float scale) => [.. Enumerable.Range(0, count).Select(_ => scale * (float)_random.NextNormal())];
}
