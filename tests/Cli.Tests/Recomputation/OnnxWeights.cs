using System.Buffers.Binary;
using Google.Protobuf;

namespace AttentionViz.Cli.Tests.Recomputation;

/// <summary>
/// The float initializers of a model.onnx, read field by field as the ONNX standard numbers them: the
/// product's own reader has no part in it.
/// </summary>
internal sealed class OnnxWeights
{
    // ModelProto, GraphProto, NodeProto and TensorProto.
    private const int ModelGraph = 7, GraphNode = 1, GraphInitializer = 5, NodeInput = 1, NodeOutput = 2;
    private const int TensorFloats = 4, TensorName = 8, TensorRaw = 9;

    private readonly Dictionary<string, double[]> _tensors = [];
    private readonly Dictionary<string, List<string>> _inputsOf = [];

    public OnnxWeights(string path)
    {
        foreach (var (field, graph) in Fields(File.ReadAllBytes(path)))
        {
            if (field != ModelGraph) continue;
            foreach (var (part, content) in Fields(graph!))
            {
                if (part == GraphInitializer) AddTensor(content!);
                if (part == GraphNode) AddNode(content!);
            }
        }
    }

    /// <summary>The values of an initializer, row by row.</summary>
    public double[] this[string name] => _tensors[name];

    /// <summary>The weight that a product is made with, found by the product's result: exporters give such weights numbers for names.</summary>
    public double[] OperandOf(string result) => _tensors[_inputsOf[result][1]];

    private void AddTensor(byte[] tensor)
    {
        var name = "";
        var values = new List<double>();
        foreach (var (field, content) in Fields(tensor))
        {
            if (field == TensorName) name = System.Text.Encoding.UTF8.GetString(content!);
            if (field is TensorRaw or TensorFloats)
            {
                for (var at = 0; at + 4 <= content!.Length; at += 4) values.Add(BinaryPrimitives.ReadSingleLittleEndian(content.AsSpan(at)));
            }
        }

        _tensors[name] = [.. values];
    }

    private void AddNode(byte[] node)
    {
        var inputs = new List<string>();
        foreach (var (field, content) in Fields(node))
        {
            if (field == NodeInput) inputs.Add(System.Text.Encoding.UTF8.GetString(content!));
            if (field == NodeOutput) _inputsOf[System.Text.Encoding.UTF8.GetString(content!)] = inputs;
        }
    }

    /// <summary>Fields of a message in order; the bytes are null for numbers.</summary>
    private static IEnumerable<(int Field, byte[]? Content)> Fields(byte[] message)
    {
        using var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag and not 0)
        {
            byte[]? content = null;
            if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited) content = input.ReadBytes().ToByteArray();
            else input.SkipLastField();
            yield return (WireFormat.GetTagFieldNumber(tag), content);
        }
    }
}
