using System.Runtime.InteropServices;
using AttentionViz.Extractor.Onnx;
using Google.Protobuf;

namespace AttentionViz.Extractor.Tests.Zoo;

/// <summary>Writes small ONNX graphs. Weights are seeded by their name, so that a test can make them again.</summary>
internal sealed class GraphBuilder
{
    public const int Float = 1, UInt8 = 2, Int8 = 3, Int32 = 6, Int64 = 7, Bool = 9, Float16 = 10, Double = 11, BFloat16 = 16;

    private int _next;

    public ModelProto Model { get; } = new()
    {
        IrVersion = 8,
        ProducerName = "zoo",
        Graph = new GraphProto { Name = "zoo" },
    };

    public GraphBuilder(int opset = 17)
    {
        Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        Model.OpsetImport.Add(new OperatorSetIdProto { Domain = NodeAttributes.Microsoft, Version = 1 });
    }

    public bool HalfPrecision { get; init; }

    public int RealType => HalfPrecision ? Float16 : Float;

    /// <param name="dims">Numbers are fixed dimensions, strings free ones.</param>
    public string Input(string name, int type, params object[] dims)
    {
        Model.Graph.Input.Add(Value(name, type, dims));
        return name;
    }

    public void Output(string name) => Model.Graph.Output.Add(Value(name, RealType, []));

    public string Weight(string name, params int[] dims)
    {
        var tensor = new TensorProto { Name = name, DataType = RealType, RawData = Raw(Values(name, dims)) };
        tensor.Dims.AddRange(dims.Select(d => (long)d));
        Model.Graph.Initializer.Add(tensor);
        return name;
    }

    public string Real(float value)
    {
        var name = Fresh("real");
        Model.Graph.Initializer.Add(new TensorProto { Name = name, DataType = RealType, RawData = Raw([value]) });
        return name;
    }

    /// <summary>Given numbers rather than made-up ones.</summary>
    public string Floats(float[] values, params int[] dims)
    {
        var name = Fresh("floats");
        var tensor = new TensorProto { Name = name, DataType = RealType, RawData = Raw(values) };
        tensor.Dims.AddRange(dims.Select(d => (long)d));
        Model.Graph.Initializer.Add(tensor);
        return name;
    }

    /// <summary>Small integers of a given element type.</summary>
    public string Integers(int type, int[] values, params int[] dims)
    {
        var name = Fresh("integers");
        var tensor = new TensorProto { Name = name, DataType = type };
        tensor.Dims.AddRange(dims.Select(d => (long)d));
        tensor.Int32Data.AddRange(values);
        Model.Graph.Initializer.Add(tensor);
        return name;
    }

    public string Ints(params long[] values)
    {
        var name = Fresh("ints");
        var tensor = new TensorProto { Name = name, DataType = Int64 };
        tensor.Dims.Add(values.Length);
        tensor.Int64Data.AddRange(values);
        Model.Graph.Initializer.Add(tensor);
        return name;
    }

    public string IntScalar(long value)
    {
        var name = Ints(value);
        Model.Graph.Initializer[^1].Dims.Clear();
        return name;
    }

    /// <summary>Adds a node with one output and returns that output.</summary>
    public string Node(string op, string[] inputs, params (string Name, object Value)[] attributes) =>
        Node("", op, inputs, attributes);

    public string Node(string domain, string op, string[] inputs, params (string Name, object Value)[] attributes) =>
        Nodes(domain, op, 1, inputs, attributes)[0];

    /// <summary>Adds a node with several outputs.</summary>
    public string[] Nodes(string domain, string op, int outputs, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = op, Domain = domain, Name = Fresh("node") };
        node.Input.AddRange(inputs);
        for (var i = 0; i < outputs; i++)
            node.Output.Add(Fresh("t"));
        foreach (var (name, value) in attributes)
            node.Attribute.Add(Attribute(name, value));
        Model.Graph.Node.Add(node);
        return [.. node.Output];
    }

    /// <summary>The values of a weight, as the graph holds them.</summary>
    public float[] Values(string name, params int[] dims)
    {
        var random = new Random(name.Aggregate(17, (hash, c) => unchecked((hash * 31) + c)));
        var values = new float[dims.Aggregate(1, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++)
        {
            var value = (random.NextSingle() * 2) - 1;
            values[i] = HalfPrecision ? (float)(Half)value : value;
        }

        return values;
    }

    public string Save(string folder, string name = "model.onnx")
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, Model.ToByteArray());
        return path;
    }

    private ByteString Raw(float[] values) => HalfPrecision
        ? ByteString.CopyFrom(MemoryMarshal.AsBytes(values.Select(x => (Half)x).ToArray().AsSpan()))
        : ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));

    private string Fresh(string stem) => $"{stem}{_next++}";

    private static AttributeProto Attribute(string name, object value) => value switch
    {
        int i => new AttributeProto { Name = name, I = i, Type = AttributeProto.Types.AttributeType.Int },
        float f => new AttributeProto { Name = name, F = f, Type = AttributeProto.Types.AttributeType.Float },
        string s => new AttributeProto { Name = name, S = ByteString.CopyFromUtf8(s), Type = AttributeProto.Types.AttributeType.String },
        GraphProto g => new AttributeProto { Name = name, G = g, Type = AttributeProto.Types.AttributeType.Graph },
        long[] ints => new AttributeProto { Name = name, Ints = { ints }, Type = AttributeProto.Types.AttributeType.Ints },
        _ => throw new ArgumentException($"attribute {name} of type {value.GetType()}", nameof(value)),
    };

    private static ValueInfoProto Value(string name, int type, object[] dims)
    {
        var shape = new TensorShapeProto();
        foreach (var dim in dims)
        {
            shape.Dim.Add(dim is int size
                ? new TensorShapeProto.Types.Dimension { DimValue = size }
                : new TensorShapeProto.Types.Dimension { DimParam = (string)dim });
        }

        var tensor = new TypeProto.Types.Tensor { ElemType = type };
        if (dims.Length > 0)
            tensor.Shape = shape;
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }
}
