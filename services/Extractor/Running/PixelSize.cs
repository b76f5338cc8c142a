using System.Text.Json;
using AttentionViz.Extractor.Images;
using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Running;

/// <summary>What the files beside a graph say of the pixels it takes; exports often leave all dimensions open.</summary>
internal sealed record PixelSize(int? Height, int? Width, int? Channels, (int Height, int Width)? Patch)
{
    public static PixelSize Read(string folder)
    {
        var config = ReadConfig(folder);
        // What the images are made into counts for more than what the model was first built for.
        return PreprocessingReader.Read(folder)?.Fixed is { } made ? config with { Height = made.Height, Width = made.Width } : config;
    }

    /// <summary>Stride of the convolution that cuts pixels into patches; null when there is none.</summary>
    public static (int Height, int Width)? PatchOf(ModelProto model, string input)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal) { input };
        foreach (var node in model.Graph.Node)
        {
            if (node.Input.Count == 0 || !reached.Contains(node.Input[0])) continue;
            if (node.OpType == "Conv")
            {
                var strides = node.Attribute.FirstOrDefault(a => a.Name == "strides")?.Ints;
                return strides is [> 1 and var height, > 1 and var width] ? ((int)height, (int)width) : null;
            }

            // Casts, transpositions and scaling may come first.
            if (node.OpType is "Cast" or "Transpose" or "Sub" or "Div" or "Mul" or "Add" or "Identity" or "QuantizeLinear" or "DequantizeLinear")
                reached.UnionWith(node.Output);
        }

        return null;
    }

    private static PixelSize ReadConfig(string folder)
    {
        var path = Path.Combine(folder, "config.json");
        if (!File.Exists(path)) return new PixelSize(null, null, null, null);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            if (root.TryGetProperty("vision_config", out var vision) && vision.ValueKind == JsonValueKind.Object) root = vision;
            var size = Pair(root, "image_size");
            var channels = root.TryGetProperty("num_channels", out var n) && n.TryGetInt32(out var count) && count is 1 or 3 ? count : (int?)null;
            return new PixelSize(size?.Height, size?.Width, channels, Pair(root, "patch_size"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ModelLoadException(ModelFault.Unreadable, $"{path} is not a JSON object ({e.Message}); restore the file or remove it", e);
        }
    }

    /// <summary>A number, or a list of height and width.</summary>
    private static (int Height, int Width)? Pair(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var side) && side > 0) return (side, side);
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != 2) return null;
        return value[0].TryGetInt32(out var height) && value[1].TryGetInt32(out var width) && height > 0 && width > 0 ? (height, width) : null;
    }
}
