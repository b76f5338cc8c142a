using System.Text.Json;
using AttentionViz.Extractor.Running;

namespace AttentionViz.Extractor.Images;

/// <summary>Reads a Hugging Face preprocessor_config.json, today's form and the older one.</summary>
public static class PreprocessingReader
{
    public const string FileName = "preprocessor_config.json";

    /// <summary>Processors whose single "size" number means the shorter side; for the others it is a square.</summary>
    private static readonly string[] ShortSided = ["CLIP", "ConvNext", "Bit", "Levit"];

    /// <summary>What the file of a model folder says; null when there is none.</summary>
    /// <exception cref="ModelLoadException">It cannot be understood.</exception>
    public static Preprocessing? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or InvalidDataException)
        {
            throw new ModelLoadException(ModelFault.Unreadable, $"{path} cannot be understood: {e.Message.TrimEnd('.')}; restore the file or remove it", e);
        }
    }

    private static Preprocessing Read(JsonElement root)
    {
        var read = new Preprocessing
        {
            Resize = Flag(root, "do_resize", true),
            Crop = Flag(root, "do_center_crop", false) ? CropOf(root) : null,
            Factor = Flag(root, "do_rescale", true) ? Number(root, "rescale_factor") ?? (1 / 255.0) : 1,
            BlueFirst = Flag(root, "do_flip_channel_order", false),
            Filter = FilterOf(root),
        };
        if (Flag(root, "do_normalize", true)) read = read with { Mean = Triple(root, "image_mean", 0.5), Deviation = Triple(root, "image_std", 0.5) };
        if (read.Deviation.Any(d => d == 0)) throw new InvalidDataException("image_std holds 0");
        return read.Resize ? WithSize(read, root) : read;
    }

    private static Preprocessing WithSize(Preprocessing read, JsonElement root)
    {
        if (!root.TryGetProperty("size", out var size)) throw new InvalidDataException("do_resize is on, but there is no \"size\"");
        if (size.ValueKind == JsonValueKind.Number)
        {
            var type = Text(root, "image_processor_type") ?? Text(root, "feature_extractor_type") ?? "";
            var side = Side(size);
            return ShortSided.Any(s => type.StartsWith(s, StringComparison.OrdinalIgnoreCase)) ? read with { ShortestEdge = side } : read with { Size = (side, side) };
        }

        if (size.TryGetProperty("shortest_edge", out var edge)) return read with { ShortestEdge = Side(edge) };
        return read with { Size = Extent(size, "size") };
    }

    private static (int, int) CropOf(JsonElement root)
    {
        if (!root.TryGetProperty("crop_size", out var crop)) throw new InvalidDataException("do_center_crop is on, but there is no \"crop_size\"");
        return crop.ValueKind == JsonValueKind.Number ? (Side(crop), Side(crop)) : Extent(crop, "crop_size");
    }

    private static (int, int) Extent(JsonElement size, string name) =>
        size.ValueKind == JsonValueKind.Object && size.TryGetProperty("height", out var height) && size.TryGetProperty("width", out var width)
            ? (Side(height), Side(width))
            : throw new InvalidDataException($"\"{name}\" is {size.GetRawText()}; only a number, height with width, and shortest_edge are understood");

    private static ResampleFilter FilterOf(JsonElement root)
    {
        if (Number(root, "resample") is not { } number) return ResampleFilter.Bilinear;
        var filter = (ResampleFilter)(int)number;
        return Enum.IsDefined(filter) && (int)filter == number ? filter : throw new InvalidDataException($"\"resample\" is {number}; 0 to 5 are understood");
    }

    private static int Side(JsonElement value) =>
        value.GetDouble() is >= 1 and <= 8192 and var side && side == Math.Floor(side) ? (int)side : throw new InvalidDataException($"a side of {value.GetRawText()} pixels; 1 to 8192 are understood");

    private static double[] Triple(JsonElement root, string name, double otherwise)
    {
        if (!root.TryGetProperty(name, out var list) || list.ValueKind == JsonValueKind.Null) return [otherwise, otherwise, otherwise];
        if (list.ValueKind == JsonValueKind.Number) return [list.GetDouble(), list.GetDouble(), list.GetDouble()];
        double[] values = [.. list.EnumerateArray().Select(v => v.GetDouble())];
        return values switch
        {
            [var one] => [one, one, one],
            [_, _, _] => values,
            _ => throw new InvalidDataException($"\"{name}\" has {values.Length} numbers; give one or three"),
        };
    }

    private static bool Flag(JsonElement root, string name, bool otherwise) =>
        root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : otherwise;

    private static double? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
