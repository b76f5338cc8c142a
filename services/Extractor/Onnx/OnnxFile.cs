using AttentionViz.Extractor.Running;
using Google.Protobuf;

namespace AttentionViz.Extractor.Onnx;

/// <summary>A graph read from disk, with the folder its external data lies in.</summary>
/// <param name="ExternalFiles">Names of external data files, relative to <paramref name="Folder"/>.</param>
internal sealed record OnnxFile(ModelProto Model, string Path, string Folder, IReadOnlyList<string> ExternalFiles)
{
    /// <exception cref="ModelLoadException">The file is not an ONNX model, or its external data is absent.</exception>
    public static OnnxFile Read(string path)
    {
        var model = Parse(path);
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        var external = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var tensor in TensorsOf(model))
        {
            if (ExternalData.Of(tensor) is not { } place)
                continue;
            place.CheckInside(folder, path, tensor);
            external.Add(place.Location);
        }

        return new OnnxFile(model, path, folder, [.. external]);
    }

    /// <summary>The external data files that a graph names, whether they are there or not.</summary>
    /// <exception cref="ModelLoadException">The file is not an ONNX model.</exception>
    public static IReadOnlyList<string> ExternalNames(string path) =>
        [.. TensorsOf(Parse(path)).Select(ExternalData.Of).OfType<ExternalData>().Select(place => place.Location).Distinct(StringComparer.Ordinal)];

    private static ModelProto Parse(string path)
    {
        ModelProto model;
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length == 0)
                throw Unreadable(path, "is empty", null);
            model = ModelProto.Parser.ParseFrom(file);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw Unreadable(path, "is not an ONNX model, or is truncated", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, $"cannot be read ({e.Message})", e);
        }

        // Almost any short file parses as an empty message, because every field is optional.
        return model.Graph is { Node.Count: > 0 } ? model : throw Unreadable(path, "holds no ONNX graph", null);
    }

    private static ModelLoadException Unreadable(string path, string what, Exception? inner) =>
        new(ModelFault.Unreadable, $"{path} {what}; export the model again or copy the file again", inner);

    private static IEnumerable<TensorProto> TensorsOf(ModelProto model) =>
        model.Graph.Initializer.Concat(model.Graph.Node.SelectMany(TensorsOf));

    private static IEnumerable<TensorProto> TensorsOf(NodeProto node) =>
        node.Attribute.SelectMany(attribute => new[] { attribute.T }.OfType<TensorProto>()
            .Concat(attribute.G is { } body ? body.Initializer.Concat(body.Node.SelectMany(TensorsOf)) : []));
}
