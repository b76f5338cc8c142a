using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Running;
using AttentionViz.Pipeline.Corpora;

namespace AttentionViz.Extractor.Tests.Extraction;

/// <summary>A sequence with made-up tokens, and vectors of one head for it.</summary>
internal sealed class RandomSequence
{
    public RandomSequence(Random random, int length, int width, float spread = 1)
    {
        Width = width;
        // Few different tokens, so that some repeat.
        int[] ids = [.. Enumerable.Range(0, length).Select(_ => random.Next(1 + (length / 2)))];
        bool[] special = [.. Enumerable.Range(0, length).Select(i => random.Next(8) == 0)];
        Tokens = Make(ids, [.. ids.Select(id => id % 5 == 0 ? "," : $"word{id}")], special);
        Queries = Normal(random, length * width, spread);
        Keys = Normal(random, length * width, spread);
    }

    /// <summary>Vectors of one head for an image.</summary>
    public RandomSequence(Random random, PatchGrid grid, int width)
    {
        (Tokens, Width) = (Image(grid), width);
        (Queries, Keys) = (Normal(random, Tokens.Length * width, 1), Normal(random, Tokens.Length * width, 1));
    }

    public EncodedSequence Tokens { get; }

    public int Width { get; }

    public float[] Queries { get; }

    public float[] Keys { get; }

    /// <summary>An image: no two tokens are alike, those before the patches are special.</summary>
    public static EncodedSequence Image(PatchGrid grid)
    {
        var tokens = grid.Leading + (grid.Rows * grid.Columns);
        int[] ids = [.. Enumerable.Range(0, tokens)];
        return Make(ids, special: [.. ids.Select(i => i < grid.Leading)]) with { Grid = new ImageInput(3, grid.Rows, grid.Columns, false, tokens, grid) };
    }

    public static EncodedSequence Make(int[] ids, string[]? texts = null, bool[]? special = null) => new(
        new SequenceRecord(0, "", null, ids, null, new Dictionary<string, System.Text.Json.Nodes.JsonValue>()),
        ids, texts ?? [.. ids.Select(id => $"word{id}")], new int[ids.Length], new int[ids.Length], special ?? new bool[ids.Length], false);

    /// <summary>Rows one behind the other.</summary>
    public static HeadRows Dense(float[] values, int width) => new(values, values.Length / width, width, width, 1);

    private static float[] Normal(Random random, int count, float spread) =>
        [.. Enumerable.Range(0, count).Select(_ => spread * (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
}
