using System.Runtime.InteropServices;
using AttentionViz.Extractor.Tests.Zoo;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.EndToEnd.Tests;

/// <summary>An encoder-decoder from corpus to atlas, against its forward pass in double precision.</summary>
public sealed class EncoderDecoderJobTests(EncoderDecoderPlatform platform) : IClassFixture<EncoderDecoderPlatform>
{
    private const string Corpus =
        """
        {"text": "w2 w3 w4 w5 w6 w7 w8", "target": "w9 w10 w11", "id": "first"}
        {"text": "w12 w11"}
        {"text": "w3 w3 w9 w2", "target": "w5 w4 w3 w2 w6 w7", "topic": "long"}
        """;

    // What each side reads: targets begin with [START] and leave out their last token.
    private static readonly (int[] Source, int[] Target)[] Ids =
    [
        ([2, 3, 4, 5, 6, 7, 8], [1, 9, 10]),
        ([12, 11], [1, 12]),
        ([3, 3, 9, 2], [1, 5, 4, 3, 2, 6]),
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("whole")]
    [InlineData("parts")]
    public async Task SubmitJob_EncoderDecoder_GivesAnAtlasOfBothSides(string model)
    {
        var job = await RunAsync(model);

        var atlas = await platform.AtlasAsync(job.JobId, Stop);
        Assert.True(atlas.Model.EncoderDecoder);
        Assert.Equal(["attentionviz.extractor", "attentionviz.gateway", "attentionviz.projector", "onnxruntime"], atlas.Versions.Keys.Order());
        Assert.All(atlas.Versions.Values, v => Assert.Matches(@"^\d+\.\d+\.\d+$", v));
        Assert.Equal((24, 24L), (Ids.Sum(i => i.Source.Length + i.Target.Length), atlas.Tokens));
        Assert.Equal(10, atlas.Heads.Count);
        foreach (var head in atlas.Heads)
        {
            Assert.True(head.Ready);
            var (kind, query, key) = head.Layer switch
            {
                0 => (AttentionKind.Self, TokenSide.Source, TokenSide.Source),
                1 or 3 => (AttentionKind.Self, TokenSide.Target, TokenSide.Target),
                _ => (AttentionKind.Cross, TokenSide.Target, TokenSide.Source),
            };
            Assert.Equal((kind, query, key), (head.Kind, head.QuerySide, head.KeySide));
            Assert.Equal((query == TokenSide.Source ? 13 : 11, key == TokenSide.Source ? 13 : 11), (head.Queries, head.Keys));
            Assert.Equal(head.Queries, head.Statistics.Tokens);
            Assert.Equal(kind == AttentionKind.Cross ? 13 : 0, head.Statistics.KeyTokens);
            Assert.Equal(1, head.Statistics.Distances.Sum(d => d.Weight), 1e-5);
            foreach (var map in head.Maps)
                Assert.Equal((head.Queries + head.Keys) * map.Dimensions * sizeof(float), (await platform.MapAsync(job.JobId, head, map, Stop)).Length);
            Assert.Equal(head.Queries * head.Width, (await platform.VectorsAsync(job.JobId, head, VectorKind.Query, Stop)).Length);
            Assert.Equal(head.Keys * head.Width, (await platform.VectorsAsync(job.JobId, head, VectorKind.Key, Stop)).Length);
            Assert.Equal(head.Keys, (await platform.VectorsAsync(job.JobId, head, VectorKind.ValueNorm, Stop)).Length);
        }
    }

    [Fact]
    public async Task StreamTokens_EncoderDecoder_TellsTheSidesOfEachRow()
    {
        var job = await RunAsync("parts");

        using var call = platform.Atlases.StreamTokens(new StreamTokensRequest { JobId = job.JobId }, cancellationToken: Stop);
        var rows = Assert.Single(await call.ResponseStream.ReadAllAsync(Stop).ToListAsync(Stop));

        Assert.Equal(Ids.SelectMany(i => i.Source.Concat(i.Target)), rows.TokenIds);
        Assert.Equal(Ids.SelectMany(i => Enumerable.Range(0, i.Source.Length).Concat(Enumerable.Range(0, i.Target.Length))), rows.Positions);
        Assert.Equal(
            Ids.SelectMany(i => Enumerable.Repeat(TokenSide.Source, i.Source.Length).Concat(Enumerable.Repeat(TokenSide.Target, i.Target.Length))), rows.Sides);
        Assert.Equal([(0L, 10, 7), (10L, 4, 2), (14L, 10, 4)], rows.Sequences.Select(s => (s.FirstRow, s.Tokens, s.SourceTokens)));
        Assert.Equal(["w9 w10 w11", "w12 w11", "w5 w4 w3 w2 w6 w7"], rows.Sequences.Select(s => s.TargetText));
        Assert.Equal(["[START]", "w9", "w10"], rows.Texts.Skip(7).Take(3));
        // The second target token is the first word of the target text.
        Assert.Equal((0, 2), (rows.Starts[8], rows.Ends[8]));
    }

    [Theory]
    [InlineData("whole")]
    [InlineData("parts")]
    public async Task GetAttention_EveryKindOfHead_IsTheModelsOwn(string model)
    {
        var job = await RunAsync(model);
        var first = 0L;
        for (var s = 0; s < Ids.Length; s++)
        {
            var (source, target) = Ids[s];
            var layers = EncoderDecoderReference.Run(source, target);

            var attention = await platform.Atlases.GetAttentionAsync(new GetAttentionRequest { JobId = job.JobId, SequenceIndex = s }, cancellationToken: Stop);

            Assert.Equal((first, source.Length + target.Length, source.Length), (attention.FirstRow, attention.Tokens, attention.SourceTokens));
            Assert.Equal(10, attention.Heads.Count);
            foreach (var head in attention.Heads)
            {
                var reference = layers[head.Layer];
                Assert.Equal([reference.Queries.Length, reference.Keys.Length], head.Weights.Shape);
                Assert.Equal(head.Layer == 0 ? first : first + source.Length, head.QueryRow);
                Assert.Equal(head.Layer is 1 or 3 ? first + source.Length : first, head.KeyRow);
                var weights = MemoryMarshal.Cast<byte, float>(head.Weights.Data.Span).ToArray().Chunk(reference.Keys.Length).ToArray();
                for (var i = 0; i < weights.Length; i++)
                {
                    Assert.Equal(1, weights[i].Sum(), 1e-5);
                    // Vectors are kept as float16.
                    foreach (var (expected, given) in reference.Weights(head.Head, i).Zip(weights[i])) Assert.Equal(expected, given, 3e-3);
                }
            }

            first += source.Length + target.Length;
        }
    }

    [Fact]
    public async Task GetAggregateAttention_EveryKindOfHead_IsTheMeanOfTheModelsOwn()
    {
        var job = await RunAsync("whole");
        var references = Ids.Select(ids => EncoderDecoderReference.Run(ids.Source, ids.Target)).ToArray();

        var answer = await platform.Atlases.GetAggregateAttentionAsync(new GetAggregateAttentionRequest { JobId = job.JobId }, cancellationToken: Stop);

        Assert.Equal((3, 10), (answer.Sequences, answer.Heads.Count));
        foreach (var head in answer.Heads)
        {
            // Longest source 7 tokens, longest target 6.
            var (rows, columns) = (head.Layer == 0 ? 7 : 6, head.Layer is 1 or 3 ? 6 : 7);
            Assert.Equal([rows, columns], head.Weights.Shape);
            var (weights, counts) = (MemoryMarshal.Cast<byte, float>(head.Weights.Data.Span).ToArray(), MemoryMarshal.Cast<byte, int>(head.Counts.Data.Span).ToArray());
            for (var i = 0; i < rows; i++)
            {
                var having = references.Select(r => r[head.Layer]).Where(l => l.Queries.Length > i).Select(l => l.Weights(head.Head, i).ToArray()).ToList();
                var means = Enumerable.Range(0, columns).Select(j => having.Where(w => w.Length > j).Select(w => (double)w[j]).DefaultIfEmpty().Average()).ToArray();
                for (var j = 0; j < columns; j++)
                {
                    var sees = head.Layer is not (1 or 3) || j <= i;
                    Assert.Equal(sees ? having.Count(w => w.Length > j) : 0, counts[i * columns + j]);
                    Assert.Equal(means[j] / means.Sum(), weights[i * columns + j], 3e-3);
                }
            }
        }
    }

    [Fact]
    public async Task GetAttention_HiddenSourceToken_IsLeftOutAsKeyOnly()
    {
        var job = await RunAsync("parts");
        var request = new GetAttentionRequest { JobId = job.JobId, SequenceIndex = 0, Heads = { new HeadRef { Layer = 2 } }, HiddenPositions = { 1 } };

        var head = Assert.Single((await platform.Atlases.GetAttentionAsync(request, cancellationToken: Stop)).Heads);

        var weights = MemoryMarshal.Cast<byte, float>(head.Weights.Data.Span).ToArray().Chunk(7).ToArray();
        Assert.All(weights, row => Assert.Equal((0f, 1.0), (row[1], Math.Round(row.Sum(), 5))));
    }

    [Fact]
    public async Task StreamMatrix_WholeSequences_GivesEachHeadThePointsOfItsSides()
    {
        var job = await RunAsync("whole");
        var request = new StreamMatrixRequest { JobId = job.JobId, Method = MapMethod.Pca, Dimensions = 2 };

        using var call = platform.Atlases.StreamMatrix(request, cancellationToken: Stop);
        var parts = await call.ResponseStream.ReadAllAsync(Stop).ToListAsync(Stop);

        Assert.Equal(24, parts[0].Header.Rows.Shape[0]);
        var atlas = await platform.AtlasAsync(job.JobId, Stop);
        foreach (var (head, tile) in atlas.Heads.Zip(parts.Skip(1).Select(p => p.Tile)))
        {
            Assert.Equal([head.Queries + head.Keys, 2], tile.Points.Shape);
            var map = MemoryMarshal.Cast<byte, float>(await platform.MapAsync(job.JobId, head, head.Maps.First(m => m.Method == MapMethod.Pca), Stop)).ToArray();
            var steps = MemoryMarshal.Cast<byte, ushort>(tile.Points.Data.Span).ToArray();
            for (var i = 0; i < map.Length; i++)
            {
                var (low, high) = (tile.Minimum[i % 2], tile.Maximum[i % 2]);
                Assert.Equal(map[i], low + (steps[i] / 65535.0 * (high - low)), (high - low) / 65535 + 1e-6);
            }
        }
    }

    [Fact]
    public async Task SubmitJob_TheSameTwice_GivesTheSameBytes()
    {
        var (first, second) = (await RunAsync("parts"), await RunAsync("parts"));

        foreach (var head in (await platform.AtlasAsync(first.JobId, Stop)).Heads)
        {
            foreach (var map in head.Maps)
                Assert.Equal(await platform.MapAsync(first.JobId, head, map, Stop), await platform.MapAsync(second.JobId, head, map, Stop));
        }
    }

    private async Task<Job> RunAsync(string model)
    {
        var spec = new JobSpec
        {
            ModelId = model,
            Seed = 3,
            Maps = { new MapSpec { Method = MapMethod.Pca, Dimensions = 2 }, new MapSpec { Method = MapMethod.Umap, Dimensions = 3 } },
        };
        var job = await platform.EndAsync((await platform.SubmitAsync(spec, PlatformCalls.Inline(Corpus, CorpusFormat.Jsonl), Stop)).JobId, Stop);
        Assert.True(job.State == JobState.Succeeded, job.Failure?.Message);
        return job;
    }
}
