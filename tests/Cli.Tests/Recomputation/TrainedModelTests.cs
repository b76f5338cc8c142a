using System.Globalization;
using System.Text.Json;
using AttentionViz.Cli.Tests.Support;
using AttentionViz.Testing.Images;

namespace AttentionViz.Cli.Tests.Recomputation;

/// <summary>'extract' on trained models against arithmetic on their weights: every layer, head and token.</summary>
public sealed class TrainedModelTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>Most difference of a head's vectors, relative to the largest of their components.</summary>
    private const double Tolerance = 1e-4;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Extract_Gpt2_EqualsRecomputation()
    {
        var model = Samples.Shared("capp-gpt2");
        int[][] sequences = [Ids(37, 53, 1), [51], Ids(200, 53, 2), Ids(64, 53, 3)];

        await ExtractAsync(model, Corpus(sequences));

        var weights = new OnnxWeights(Path.Combine(model, "model.onnx"));
        Compare(sequences.Select(s => Gpt2.Run(weights, s)), layers: 4, causal: true);
    }

    [Fact]
    public async Task Extract_Llama_EqualsRecomputation()
    {
        var model = Samples.Shared("stories260k");
        // The ids that the model's own tokenizer gives, as its files tell.
        var check = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(model, "tokenizer_check.json"), TestContext.Current.CancellationToken)).RootElement;
        int[] told = [.. check.GetProperty("ids").EnumerateArray().Select(i => i.GetInt32())];
        int[][] sequences = [Ids(180, 512, 4), Ids(23, 512, 5)];
        var text = JsonSerializer.Serialize(new { text = check.GetProperty("text").GetString() });

        await ExtractAsync(model, _folder.Write("c.jsonl", $"{text}\n{Lines(sequences)}"));

        var weights = new OnnxWeights(Path.Combine(model, "model.onnx"));
        Compare(new[] { told }.Concat(sequences).Select(s => Llama.Run(weights, s)), layers: 5, causal: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Extract_VisionTransformer_EqualsRecomputation(bool normalised)
    {
        var model = Samples.Shared("vit-cifar");
        (double[] mean, double[] deviation) = ([0, 0, 0], [1, 1, 1]);
        if (normalised)
        {
            (mean, deviation) = ([0.4914, 0.4822, 0.4465], [0.2023, 0.1994, 0.2010]);
            File.Copy(Path.Combine(model, "model.onnx"), Path.Combine(Directory.CreateDirectory(_folder["vit"]).FullName, "model.onnx"));
            _folder.Write("vit/preprocessor_config.json", JsonSerializer.Serialize(new { do_resize = false, image_mean = mean, image_std = deviation }));
            model = _folder["vit"];
        }

        var pictures = Enumerable.Range(0, 5).Select(Picture).ToArray();
        var zip = _folder["c.zip"];
        await File.WriteAllBytesAsync(
            zip, TestImages.Zip([.. pictures.Select((p, i) => ($"{i}.png", PlainPng.Write(p, CifarVit.Side, CifarVit.Side)))]), TestContext.Current.CancellationToken);

        await ExtractAsync(model, zip);

        var weights = new OnnxWeights(Path.Combine(model, "model.onnx"));
        Compare(pictures.Select(p => CifarVit.Run(weights, Planes(p, mean, deviation))), layers: 3, causal: false);
    }

    private async Task ExtractAsync(string model, string corpus)
    {
        var run = await ToolRun.InvokeAsync("extract", model, "--corpus", corpus, "--out", _folder["out"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    /// <param name="sequences">The layers of each sequence.</param>
    private void Compare(IEnumerable<IEnumerable<RecomputedLayer>> sequences, int layers, bool causal)
    {
        var recomputed = sequences.Select(s => s.ToArray()).ToArray();
        var worst = 0.0;
        for (var layer = 0; layer < layers; layer++)
        {
            var shape = recomputed[0][layer];
            for (var head = 0; head < shape.Heads; head++)
            {
                var (keyHead, at) = (shape.KeyHeadOf(head), layer);
                var stem = _folder[$"out/L{layer}.H{head}"];
                var told = JsonDocument.Parse(File.ReadAllText($"{stem}.head.json")).RootElement;
                Assert.Equal(1 / Math.Sqrt(shape.Width), told.GetProperty("scale").GetDouble(), 1e-6);
                Assert.Equal((causal, keyHead), (told.GetProperty("causal").GetBoolean(), told.GetProperty("keyHead").GetInt32()));
                worst = Math.Max(worst, Difference($"{stem}.q.npy", shape.Width, recomputed.SelectMany(s => Rows.Columns(s[at].Queries, head * shape.Width, shape.Width))));
                worst = Math.Max(worst, Difference($"{stem}.k.npy", shape.Width, recomputed.SelectMany(s => Rows.Columns(s[at].Keys, keyHead * shape.Width, shape.Width))));
            }
        }

        Assert.Equal(recomputed[0].Sum(l => 3 * l.Heads) + 1, Directory.GetFiles(_folder["out"]).Length);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"largest relative difference of a head: {worst:0.0e+0}"));
    }

    private static double Difference(string file, int width, IEnumerable<double[]> rows)
    {
        double[][] expected = [.. rows];
        var actual = Matrices.Read(file);
        Assert.Equal((expected.Length, width), (actual.Rows, actual.Columns));
        var (difference, largest) = (0.0, 0.0);
        for (var i = 0; i < expected.Length; i++)
        {
            for (var d = 0; d < width; d++)
            {
                difference = Math.Max(difference, Math.Abs(expected[i][d] - actual.Values[(i * width) + d]));
                largest = Math.Max(largest, Math.Abs(expected[i][d]));
            }
        }

        Assert.True(difference <= Tolerance * largest, $"{Path.GetFileName(file)}: differs by {difference / largest:0.0e+0} of its largest component");
        return difference / largest;
    }

    private string Corpus(int[][] sequences) => _folder.Write("c.jsonl", Lines(sequences));

    private static string Lines(int[][] sequences) => string.Concat(sequences.Select(s => $"{{\"ids\": [{string.Join(", ", s)}]}}\n"));

    private static int[] Ids(int count, int vocabulary, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(vocabulary))];
    }

    /// <summary>A gradient with noise: pictures are neither flat nor all noise.</summary>
    private static byte[] Picture(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 3 * CifarVit.Side * CifarVit.Side).Select(i => (byte)(((i * (seed + 1) / 16) + random.Next(64)) & 0xFF))];
    }

    /// <summary>[3, 32, 32], normalised as the model expects.</summary>
    private static double[] Planes(byte[] rgb, double[] mean, double[] deviation) =>
        [.. Enumerable.Range(0, 3).SelectMany(c => Enumerable.Range(0, rgb.Length / 3).Select(i => ((rgb[(3 * i) + c] / 255.0) - mean[c]) / deviation[c]))];
}
