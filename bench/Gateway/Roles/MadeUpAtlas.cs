using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;
using Google.Protobuf.WellKnownTypes;

namespace AttentionViz.Bench.Gateway.Roles;

/// <summary>An atlas of layers of heads, with one map of random points of each and made-up words.</summary>
internal static class MadeUpAtlas
{
    public const string JobId = "made-up";
    public const int Layers = 12;
    public const int Heads = 12;

    private const int Words = 2000;

    private const int SequenceTokens = 25;
    private const int ShardSequences = 64;

    public static async Task WriteAsync(IServiceProvider services, int tokens, int layers, int heads)
    {
        var model = new Model { ModelId = "made-up", Sha256 = new string('0', 64), Input = ModelInput.Text };
        model.Layers.AddRange(Enumerable.Range(0, layers).Select(l => new AttentionLayer
        {
            Layer = l,
            Kind = AttentionKind.Self,
            Heads = heads,
            KeyHeads = heads,
            HeadWidth = 64,
            Scale = 0.125,
            KeyHeadOf = { Enumerable.Range(0, heads) },
        }));
        var spec = new JobSpec { ModelId = model.ModelId, CorpusId = "made-up", RetainVectors = true, Maps = { new MapSpec { Method = MapMethod.Umap, Dimensions = 2 } } };
        var corpus = new Corpus { CorpusId = "made-up", Format = CorpusFormat.Text, Sequences = tokens / SequenceTokens, CreateTime = new Timestamp(), ExpireTime = new Timestamp() };
        var job = new JobRecord(JobId, spec, model, corpus, TimeSpan.FromHours(2), DateTimeOffset.UnixEpoch);
        var store = services.GetRequiredService<JobStore>();
        await store.CreateAsync(job, "");
        var plan = Plan(tokens / SequenceTokens);
        await services.GetRequiredService<PlanStore>().WriteAsync(job, plan);
        var words = services.GetRequiredService<TokenStore>();
        for (var shard = 0; shard < plan.Count; shard++) await words.WriteAsync(job, shard, Rows(plan[shard], plan.Sum(s => s.Rows), shard));
        var points = 2 * plan.Sum(s => s.Rows);
        var random = new Random(1);
        foreach (var head in job.Heads())
        {
            var map = new float[points * 2];
            for (var i = 0; i < map.Length; i++) map[i] = 20 * random.NextSingle();
            var summary = new HeadSummary { Layer = head.Layer, Head = head.Head, Ready = true, Maps = { new MapSummary { Method = MapMethod.Umap, Dimensions = 2 } } };
            await services.GetRequiredService<HeadStore>().WriteAsync(job, summary, [map]);
        }

        await store.TryMoveAsync(JobId, [JobState.Queued], JobState.Succeeded);
    }

    private static StreamTokensResponse Rows(ShardPlan shard, int total, int number)
    {
        var first = (long)number * ShardSequences * SequenceTokens;
        var rows = new StreamTokensResponse { FirstRow = first, TotalRows = total };
        for (var row = 0; row < shard.Rows; row++)
        {
            // Few words are frequent, most are rare.
            var word = (int)(Words * Math.Pow((row * 7919 + number * 104_729) % 10_007 / 10_007.0, 3));
            rows.Positions.Add(row % SequenceTokens);
            rows.TokenIds.Add(word);
            rows.Texts.Add($"word{word}");
            rows.Starts.Add(0);
            rows.Ends.Add(0);
            rows.Special.Add(row % SequenceTokens == 0);
            if (row % SequenceTokens == 0) rows.Sequences.Add(new SequenceInfo { Index = (first + row) / SequenceTokens, FirstRow = first + row, Tokens = SequenceTokens, Text = "made up" });
        }

        return rows;
    }

    private static List<ShardPlan> Plan(int sequences)
    {
        var plan = new List<ShardPlan>();
        for (var first = 0; first < sequences; first += ShardSequences)
        {
            var count = Math.Min(ShardSequences, sequences - first);
            plan.Add(new ShardPlan(count * SequenceTokens, [.. Enumerable.Range(0, count)], [.. Enumerable.Repeat(SequenceTokens, count)], (long)first * SequenceTokens));
        }

        return plan;
    }
}
