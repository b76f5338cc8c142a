using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Tests.Models;

/// <summary>
/// The first layer of a bundled model in plain arithmetic: embeddings, layer normalisation and one
/// projection, with the initializers of its graph. PyTorch names biases and embeddings but not the
/// transposed projection weights; those are found as what the bias is added to.
/// </summary>
internal sealed class DemoWeights
{
    private const double Epsilon = 1e-5;

    private readonly GraphProto _graph;
    private readonly string _folder;
    private readonly int _width;

    public DemoWeights(string folder)
    {
        (_folder, _graph) = (folder, OnnxFile.Read(Path.Combine(folder, "model.onnx")).Model.Graph);
        _width = (int)Find("word.weight")!.Dims[1];
    }

    /// <summary>[length][width]: what the first layer's projections see.</summary>
    public double[][] FirstLayerInput(int[] ids)
    {
        var (words, positions) = (Read("word.weight")!, Read("position.weight")!);
        var segments = Read("segment.weight") ?? new float[_width];
        // BERT normalises the embeddings, GPT-2 the input of each layer.
        var stem = Find("segment.weight") is not null
            ? "norm"
            : "layers.0.attention_norm";
        var (gain, shift) = (Read($"{stem}.weight")!, Read($"{stem}.bias")!);
        return [.. ids.Select((id, position) => Normalise(
            [.. Enumerable.Range(0, _width).Select(i =>
                (double)words[(id * _width) + i] + positions[(position * _width) + i] + segments[i])],
            gain,
            shift))];
    }

    /// <param name="part">query, key or value.</param>
    public double[][] Project(double[][] input, string part)
    {
        var name = $"layers.0.attention.{part}.bias";
        var bias = Read(name)!;
        var sum = _graph.Node.First(n => n.OpType == "Add" && n.Input.Contains(name));
        var product = _graph.Node.First(n => n.Output[0] == sum.Input.First(i => i != name));
        var weight = Read(product.Input[1])!;
        return [.. input.Select(row => Enumerable.Range(0, bias.Length)
            .Select(c => bias[c] + row.Select((x, i) => x * weight[(i * bias.Length) + c]).Sum())
            .ToArray())];
    }

    private static double[] Normalise(double[] x, float[] gain, float[] shift)
    {
        var mean = x.Average();
        var deviation = Math.Sqrt(x.Average(v => (v - mean) * (v - mean)) + Epsilon);
        return [.. x.Select((v, i) => ((v - mean) / deviation * gain[i]) + shift[i])];
    }

    private TensorProto? Find(string name) => _graph.Initializer.FirstOrDefault(t => t.Name == name);

    private float[]? Read(string name) => Find(name) is { } tensor ? TensorReader.ReadFloats(tensor, _folder) : null;
}
