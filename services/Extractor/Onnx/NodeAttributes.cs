namespace AttentionViz.Extractor.Onnx;

/// <summary>Reading a node's attributes with the defaults of the standard.</summary>
internal static class NodeAttributes
{
    public const string Microsoft = "com.microsoft";

    public static bool IsStandard(this NodeProto node) => node.Domain is "" or "ai.onnx";

    public static bool Is(this NodeProto node, string op) => node.OpType == op && node.IsStandard();

    public static bool IsMicrosoft(this NodeProto node, string op) => node.OpType == op && node.Domain == Microsoft;

    public static AttributeProto? Find(this NodeProto node, string name) =>
        node.Attribute.FirstOrDefault(a => a.Name == name);

    public static long Int(this NodeProto node, string name, long otherwise) => node.Find(name)?.I ?? otherwise;

    public static float Float(this NodeProto node, string name, float otherwise) => node.Find(name)?.F ?? otherwise;

    public static string Text(this NodeProto node, string name) => node.Find(name)?.S.ToStringUtf8() ?? "";

    /// <summary>The name of an input, or null where it is absent (trailing or left empty).</summary>
    public static string? InputAt(this NodeProto node, int index) =>
        index < node.Input.Count && node.Input[index].Length > 0 ? node.Input[index] : null;

    public static IEnumerable<GraphProto> Bodies(this NodeProto node) =>
        node.Attribute.SelectMany(a => a.G is { } body ? a.Graphs.Prepend(body) : a.Graphs);

    /// <summary>Every tensor a node reads, the outer ones that its bodies (Loop, If, Scan) capture included.</summary>
    public static IEnumerable<string> Reads(this NodeProto node) =>
        node.Input.Where(name => name.Length > 0).Concat(node.Bodies().SelectMany(Captured));

    private static IEnumerable<string> Captured(GraphProto body)
    {
        var own = body.Input.Select(i => i.Name)
            .Concat(body.Initializer.Select(i => i.Name))
            .Concat(body.Node.SelectMany(n => n.Output))
            .ToHashSet(StringComparer.Ordinal);
        return body.Node.SelectMany(Reads).Concat(body.Output.Select(o => o.Name)).Where(name => !own.Contains(name));
    }
}
