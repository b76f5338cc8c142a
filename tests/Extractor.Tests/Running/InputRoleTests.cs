using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.Extractor.Tests.Running;

/// <summary>
/// Every input that can be fed, in every form of it: two sequences of different lengths in one batch
/// must give what the same model without that input gives for each of them alone.
/// </summary>
public sealed class InputRoleTests
{
    private const int Width = FedModel.Width;

    private static readonly int[][] Sequences = [[3, 7, 1, 30, 7, 2], [2, 9, 4]];

    private static readonly Dictionary<string, Func<FedModel>> Models = new()
    {
        ["ids of int32"] = () => Masked(GraphBuilder.Int64, 2, idsType: GraphBuilder.Int32),
        ["mask of two dimensions, int64"] = () => Masked(GraphBuilder.Int64, 2),
        ["mask of two dimensions, int32"] = () => Masked(GraphBuilder.Int32, 2),
        ["mask of two dimensions, bool"] = () => Masked(GraphBuilder.Bool, 2),
        ["mask of two dimensions, float"] = () => Masked(GraphBuilder.Float, 2),
        ["mask of three dimensions, int64"] = () => Masked(GraphBuilder.Int64, 3),
        ["mask of three dimensions, int32"] = () => Masked(GraphBuilder.Int32, 3),
        ["mask of three dimensions, bool"] = () => Masked(GraphBuilder.Bool, 3),
        ["mask of three dimensions, float"] = () => Masked(GraphBuilder.Float, 3),
        ["mask of four dimensions, int64"] = () => Masked(GraphBuilder.Int64, 4),
        ["mask of four dimensions, bool"] = () => Masked(GraphBuilder.Bool, 4),
        ["mask of four dimensions, float"] = () => Masked(GraphBuilder.Float, 4),
        ["mask of one row, float"] = () => Masked(GraphBuilder.Float, 4, row: 1),
        ["mask of one row, bool"] = () => Masked(GraphBuilder.Bool, 4, row: 1),
        ["token types of int64"] = () => Typed(GraphBuilder.Int64, "token_type_ids"),
        ["token types of int32"] = () => Typed(GraphBuilder.Int32, "segment_ids"),
        ["positions of one dimension"] = () => Positioned(GraphBuilder.Int64, "sequence"),
        ["positions of two dimensions"] = () => Positioned(GraphBuilder.Int32, "batch", "sequence"),
        ["positions of one row"] = () => Positioned(GraphBuilder.Int64, 1, "sequence"),
        ["positions of three dimensions"] = () => Positioned(GraphBuilder.Int64, 3, "batch", "sequence"),
        ["cache"] = () => Cached("past_key_values.0"),
        ["cache and its length"] = () => Cached("past", "past_sequence_length"),
        ["cache and beams"] = () => Cached("past", beams: "beam_idx"),
        ["lengths of keys"] = Grouped,
        ["fixed batch"] = () => Masked(GraphBuilder.Int64, 2, batch: 3),
        ["fixed length"] = () => Masked(GraphBuilder.Int64, 2, length: 8),
        ["fixed batch and length"] = () => Masked(GraphBuilder.Int64, 2, batch: 1, length: 8),
    };

    public static TheoryData<string> Names => [.. Models.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_AnyInput_GivesWhatThePlainModelGives(string name)
    {
        using var folder = new TemporaryFolder();
        using var plain = TestModel.Load(Plain(name).Save(folder.File("plain")));
        using var model = TestModel.Load(Models[name]().Save(folder.File("fed")));

        using var together = model.Vectors(Sequences);

        // Else the batch would be run in parts, and the mask be put to no test.
        Assert.True(model.Descriptor.SupportsPadding || !name.Contains("mask", StringComparison.Ordinal), "its padding is attended to");
        Assert.Equal(plain.Descriptor.Layers.Select(l => l.Scale), model.Descriptor.Layers.Select(l => l.Scale));
        for (var s = 0; s < Sequences.Length; s++)
        {
            using var alone = plain.Vectors(Sequences[s]);
            for (var layer = 0; layer < 2; layer++)
            {
                Close(alone.Layers[layer].Query(0, 0), together.Layers[layer].Query(s, 0), Sequences[s].Length * Width);
                Close(alone.Layers[layer].Key(0, 0), together.Layers[layer].Key(s, 0), Sequences[s].Length * Width);
                Close(alone.Layers[layer].ValueNorm(0, 0), together.Layers[layer].ValueNorm(s, 0), Sequences[s].Length);
            }
        }
    }

    /// <summary>The same without the input: what it adds is written into the graph.</summary>
    private static FedModel Plain(string name)
    {
        if (name.StartsWith("token types", StringComparison.Ordinal))
        {
            FedModel model = null!;
            return model = new FedModel { Embeddings = x => model.Graph.Node("Add", [x, model.Graph.Node("Gather", [model.Graph.Weight("types", 2, Width), model.Graph.IntScalar(0)])]) };
        }

        if (name.StartsWith("positions", StringComparison.Ordinal))
        {
            FedModel model = null!;
            return model = new FedModel
            {
                Embeddings = x =>
                {
                    var g = model.Graph;
                    var length = g.Node("Gather", [g.Node("Shape", [x]), g.IntScalar(1)]);
                    return g.Node("Add", [x, g.Node("Gather", [g.Weight("positions", 32, Width), g.Node("Range", [g.IntScalar(0), length, g.IntScalar(1)])])]);
                },
            };
        }

        if (name == "lengths of keys")
        {
            FedModel model = null!;
            return model = new FedModel { Logits = x => MaskGraph.Add(model.Graph, MaskKind.Add, x, x) };
        }

        return new FedModel();
    }

    private static FedModel Masked(
        int type, int rank, int idsType = GraphBuilder.Int64, object? batch = null, object? length = null, object? row = null)
    {
        FedModel model = null!;
        object[] dims = rank switch
        {
            2 => [batch ?? "batch", length ?? "sequence"],
            3 => ["batch", "queries", "keys"],
            _ => ["batch", 1, row ?? "queries", "keys"],
        };
        return model = new FedModel(idsType, [batch ?? "batch", length ?? "sequence"])
        {
            Logits = logits =>
            {
                var g = model.Graph;
                var mask = g.Input("attention_mask", type, dims);
                if (rank == 4)
                    mask = g.Node("Squeeze", [mask, g.Ints(1)]);
                if (rank == 2)
                    mask = g.Node("Unsqueeze", [mask, g.Ints(1)]);
                // Numbers of a square mask are added; all else tells keys that may be seen from those that may not.
                return type == GraphBuilder.Float && rank > 2
                    ? g.Node("Add", [logits, mask])
                    : g.Node("Where", [g.Node("Cast", [mask], ("to", GraphBuilder.Bool)), logits, g.Real(-1e4f)]);
            },
        };
    }

    private static FedModel Typed(int type, string name)
    {
        FedModel model = null!;
        return model = new FedModel
        {
            Embeddings = x => model.Graph.Node("Add", [x, model.Graph.Node("Gather", [model.Graph.Weight("types", 2, Width), model.Graph.Input(name, type, "batch", "sequence")])]),
        };
    }

    private static FedModel Positioned(int type, params object[] dims)
    {
        FedModel model = null!;
        return model = new FedModel
        {
            Embeddings = x =>
            {
                var g = model.Graph;
                var positions = g.Input("position_ids", type, dims);
                if (dims.Length == 3)
                    positions = g.Node("Gather", [positions, g.IntScalar(2)]);
                return g.Node("Add", [x, g.Node("Gather", [g.Weight("positions", 32, Width), positions])]);
            },
        };
    }

    private static FedModel Cached(string prefix, string? length = null, string? beams = null)
    {
        FedModel model = null!;
        return model = new FedModel
        {
            Vectors = (side, x) =>
            {
                var g = model.Graph;
                var past = g.Input($"{prefix}.{side}", GraphBuilder.Float, "batch", "past", Width);
                if (beams is not null && side == "key")
                    past = g.Node("Gather", [past, g.Input(beams, GraphBuilder.Int32, "batch")]);
                if (length is not null && side == "key")
                    past = g.Node("Slice", [past, g.Ints(0), g.Input(length, GraphBuilder.Int64, 1), g.Ints(1)]);
                return g.Node("Concat", [past, x], ("axis", 1));
            },
        };
    }

    /// <summary>An operator that takes lengths in place of a mask, straight from the inputs.</summary>
    private static FedModel Grouped()
    {
        FedModel model = null!;
        return model = new FedModel
        {
            First = (q, k, v) =>
            {
                var g = model.Graph;
                string Past(string side) => g.Input($"past_key_values.0.{side}", GraphBuilder.Float, "batch", 1, "past", Width);
                var (lengths, total) = (g.Input("seqlens_k", GraphBuilder.Int32, "batch"), g.Input("total_sequence_length", GraphBuilder.Int32));
                return g.Nodes(
                    "com.microsoft", "GroupQueryAttention", 3, [q, k, v, Past("key"), Past("value"), lengths, total],
                    ("num_heads", 1), ("kv_num_heads", 1))[0];
            },
        };
    }

    private static void Close(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, int count)
    {
        Assert.True(actual.Length >= count && expected.Length >= count, $"{actual.Length} numbers, {count} expected");
        for (var i = 0; i < count; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-4, $"number {i}: {expected[i]} expected, {actual[i]} given");
    }
}
