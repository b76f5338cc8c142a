using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.Numerics.Randomness;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;
using Google.Protobuf.WellKnownTypes;

namespace AttentionViz.Gateway.Tests.Explore;

/// <summary>A job over sentences of words, written straight into the store, with random vectors, profiles and maps.</summary>
internal sealed class ExploreJob
{
    public const int ShardSequences = 2;

    private readonly SeededRandom _random;
    private readonly JobTraits _options;

    private ExploreJob(JobRecord record, IReadOnlyList<Line> lines, JobTraits options)
    {
        (Record, _options, _random) = (record, options, new SeededRandom(options.Seed));
        foreach (var line in lines.Where(l => options.Drawn(l.Index)).OrderBy(l => l.Index)) Add(line);
    }

    public JobRecord Record { get; }

    public string JobId => Record.JobId;

    /// <summary>Every row of the atlas.</summary>
    public List<Word> Words { get; } = [];

    /// <summary>By (part, layer, head or key head): rows of the layer's side x width, as the store keeps them.</summary>
    public Dictionary<(VectorPart Part, int Layer, int Head), float[]> Vectors { get; } = [];

    /// <summary>By (layer, head).</summary>
    public Dictionary<(int Layer, int Head), HeadProfile> Profiles { get; } = [];

    /// <summary>By (layer, head): points of the PCA map in 2-D, queries then keys.</summary>
    public Dictionary<(int Layer, int Head), float[]> Maps { get; } = [];

    public IEnumerable<Word> Of(TokenSide side) => Words.Where(w => side == TokenSide.Unspecified || w.Side == side);

    public AttentionLayer Layer(int layer) => Record.Model.Layers[layer];

    /// <summary>One query or key, counted over the layer's side.</summary>
    public double[] Vector(VectorPart part, int layer, int head, int point)
    {
        var width = Layer(layer).HeadWidth;
        return [.. Vectors[(part, layer, part == VectorPart.Key ? Layer(layer).KeyHeadOf[head] : head)].Skip(point * width).Take(width).Select(v => (double)v)];
    }

    public static async Task<ExploreJob> CreateAsync(GatewayHost host, IReadOnlyList<Line> lines, JobTraits? options = null)
    {
        options ??= new JobTraits();
        var spec = new JobSpec { ModelId = DemoModels.Gpt, CorpusId = "explored", RetainVectors = options.Retain, Seed = options.Seed, Maps = { new MapSpec { Method = MapMethod.Pca, Dimensions = 2 } } };
        var corpus = new Corpus
        {
            CorpusId = "explored",
            Format = CorpusFormat.Jsonl,
            Sequences = lines.Count,
            Sha256 = options.CorpusSha,
            CreateTime = new Timestamp(),
            ExpireTime = new Timestamp(),
            MetadataFields = { lines.SelectMany(l => l.Metadata.Keys).Distinct().Order(StringComparer.Ordinal) },
        };
        var record = new JobRecord(Guid.NewGuid().ToString("n"), spec, options.Model ?? DemoModels.TinyGpt, corpus, TimeSpan.FromHours(1), DateTimeOffset.UnixEpoch);
        var job = new ExploreJob(record, lines, options);
        await host.Get<JobStore>().CreateAsync(record, "");
        await job.WriteAsync(host);
        await host.Get<JobStore>().TryMoveAsync(record.JobId, [JobState.Queued], options.End, with: t =>
        {
            if (!options.Retain) _ = t.KeyDeleteAsync(Pipeline.Store.Keys.Vectors(record.JobId));
        });
        return job;
    }

    private void Add(Line line)
    {
        var twoSided = Record.Model.EncoderDecoder;
        Words.AddRange(Cut(line, line.Text, twoSided ? TokenSide.Source : TokenSide.Unspecified));
        if (twoSided) Words.AddRange(Cut(line, line.Target ?? line.Text, TokenSide.Target));
    }

    /// <summary>A special token, then the words between spaces; spans in code points.</summary>
    private static IEnumerable<Word> Cut(Line line, string text, TokenSide side)
    {
        yield return new Word(line, side, 0, "[CLS]", 1, 0, 0, true);
        var (position, at) = (1, 0);
        foreach (var word in text.Split(' '))
        {
            var length = word.EnumerateRunes().Count();
            if (length > 0) yield return new Word(line, side, position++, word, (int)(SplitMix64.Hash(1, (ulong)word.Sum(c => c * 31L)) % 1000), at, at + length, false);
            at += length + 1;
        }
    }

    private async Task WriteAsync(GatewayHost host)
    {
        var shards = Words.GroupBy(w => w.Line.Index / ShardSequences).ToDictionary(g => (int)g.Key, g => g.ToList());
        var plan = new List<ShardPlan>();
        var row = 0L;
        for (var shard = 0; shard <= shards.Keys.Max(); shard++)
        {
            var sequences = shards.GetValueOrDefault(shard, []).GroupBy(w => w.Line).ToList();
            plan.Add(new ShardPlan(100, [.. sequences.Select(s => (int)s.Key.Index % ShardSequences)], [.. sequences.Select(s => s.Count())], row)
            {
                SourceLengths = Record.Model.EncoderDecoder ? [.. sequences.Select(s => s.Count(w => w.Side == TokenSide.Source))] : null,
            });
            if (sequences.Count > 0) await host.Get<TokenStore>().WriteAsync(Record, shard, Rows(sequences, row));
            row += plan[^1].Rows;
        }

        await host.Get<PlanStore>().WriteAsync(Record, plan);
        foreach (var layer in Record.Model.Layers) await WriteLayerAsync(host.Get<VectorStore>(), layer, plan);
        foreach (var head in Record.Heads()) await WriteHeadAsync(host.Get<HeadStore>(), head);
    }

    private StreamTokensResponse Rows(List<IGrouping<Line, Word>> sequences, long row)
    {
        var rows = new StreamTokensResponse { FirstRow = row, TotalRows = Words.Count };
        foreach (var sequence in sequences)
        {
            var line = sequence.Key;
            var info = new SequenceInfo { Index = line.Index, Id = line.Id, Text = line.Text, FirstRow = row + rows.Texts.Count, Tokens = sequence.Count() };
            if (Record.Model.EncoderDecoder) (info.TargetText, info.SourceTokens) = (line.Target ?? line.Text, sequence.Count(w => w.Side == TokenSide.Source));
            foreach (var (key, value) in line.Metadata) info.Metadata[key] = value is string text ? new MetadataValue { Text = text } : new MetadataValue { Number = Convert.ToDouble(value, null) };
            rows.Sequences.Add(info);
            foreach (var word in sequence)
            {
                rows.Texts.Add(word.Text);
                rows.Positions.Add(word.Position);
                rows.TokenIds.Add(word.Id + (_options.OtherIds ? 1 : 0));
                rows.Starts.Add(word.Start);
                rows.Ends.Add(word.End);
                rows.Special.Add(word.Special);
                if (word.Side != TokenSide.Unspecified) rows.Sides.Add(word.Side);
            }
        }

        return rows;
    }

    private async Task WriteLayerAsync(VectorStore store, AttentionLayer layer, List<ShardPlan> plan)
    {
        var (queries, keys, width) = (Of(layer.QuerySide).Count(), Of(layer.KeySide).Count(), layer.HeadWidth);
        for (var h = 0; h < layer.Heads; h++) Vectors[(VectorPart.Query, layer.Layer, h)] = Normal(queries * width);
        for (var h = 0; h < layer.KeyHeads; h++) Vectors[(VectorPart.Key, layer.Layer, h)] = Normal(keys * width);
        var (query, key) = (0, 0);
        for (var shard = 0; shard < plan.Count; shard++)
        {
            var (q, k) = (plan[shard].RowsOf(layer.QuerySide), plan[shard].RowsOf(layer.KeySide));
            if (plan[shard].Rows == 0) continue;
            await store.WriteAsync(
                Record, layer.Layer, shard,
                [.. Enumerable.Range(0, layer.Heads).Select(h => VectorRows.Of(Vectors[(VectorPart.Query, layer.Layer, h)].AsSpan(query * width, q * width), width))],
                [.. Enumerable.Range(0, layer.KeyHeads).Select(h => VectorRows.Of(Vectors[(VectorPart.Key, layer.Layer, h)].AsSpan(key * width, k * width), width))],
                [.. Enumerable.Range(0, layer.KeyHeads).Select(_ => new float[k])]);
            (query, key) = (query + q, key + k);
        }
    }

    private async Task WriteHeadAsync(HeadStore store, HeadRef head)
    {
        var profile = new HeadProfile { Previous = _random.NextDouble(), Entropy = _random.NextDouble(), InductionScore = _random.NextDouble(), LocalScore = _random.NextDouble() };
        var layer = Layer(head.Layer);
        Profiles[(head.Layer, head.Head)] = profile;
        Maps[(head.Layer, head.Head)] = Normal(2 * (Of(layer.QuerySide).Count() + Of(layer.KeySide).Count()));
        if (!_options.Ready(head)) return;
        var summary = new HeadSummary { Layer = head.Layer, Head = head.Head, Ready = true, Profile = profile, Maps = { new MapSummary { Method = MapMethod.Pca, Dimensions = 2 } } };
        await store.WriteAsync(Record, summary, [Maps[(head.Layer, head.Head)]]);
    }

    /// <summary>Numbers that float16 holds, so that what is read is what was written.</summary>
    private float[] Normal(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(Half)_random.NextNormal())];
}

/// <summary>A line of the corpus.</summary>
internal sealed record Line(long Index, string Text, string? Target = null, string Id = "")
{
    public Dictionary<string, object> Metadata { get; init; } = [];
}

/// <summary>A token; its span in code points.</summary>
internal sealed record Word(Line Line, TokenSide Side, int Position, string Text, int Id, int Start, int End, bool Special);

/// <summary>What a job is made with.</summary>
internal sealed record JobTraits(
    ulong Seed = 5, Model? Model = null, bool Retain = true, JobState End = JobState.Succeeded, string CorpusSha = "c0", bool OtherIds = false)
{
    public Func<HeadRef, bool> Ready { get; init; } = _ => true;

    /// <summary>Which lines are drawn, by place.</summary>
    public Func<long, bool> Drawn { get; init; } = _ => true;
}
