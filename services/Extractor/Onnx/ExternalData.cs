using System.Globalization;
using AttentionViz.Extractor.Running;

namespace AttentionViz.Extractor.Onnx;

/// <summary>Where the bytes of a tensor lie outside the .onnx file.</summary>
/// <param name="Location">File name relative to the model's folder.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Number of bytes; null means to the end of the file.</param>
internal sealed record ExternalData(string Location, long Offset, long? Length)
{
    public static ExternalData? Of(TensorProto tensor)
    {
        if (tensor.DataLocation != TensorProto.Types.DataLocation.External)
            return null;
        var fields = tensor.ExternalData.GroupBy(e => e.Key).ToDictionary(g => g.Key, g => g.Last().Value);
        return new ExternalData(
            fields.GetValueOrDefault("location", ""),
            Number(fields, "offset") ?? 0,
            Number(fields, "length"));
    }

    /// <exception cref="ModelLoadException">The file is absent, outside the folder or too short.</exception>
    public void CheckInside(string folder, string modelPath, TensorProto tensor)
    {
        var file = Path.GetFullPath(Path.Combine(folder, Location));
        var inside = file.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        if (Location.Length == 0 || !inside)
            throw Missing(modelPath, tensor, $"'{Location}', which is not inside the model's folder");
        if (!File.Exists(file))
            throw Missing(modelPath, tensor, $"'{Location}', which is missing; copy it beside the model");
        var size = new FileInfo(file).Length;
        if (Offset + (Length ?? 0) > size)
            throw Missing(modelPath, tensor, $"'{Location}', which has {size} bytes, fewer than the {Offset + Length} it should have; copy it again");
    }

    public byte[] Read(string folder)
    {
        using var file = File.OpenRead(Path.Combine(folder, Location));
        file.Position = Offset;
        var bytes = new byte[Length ?? file.Length - Offset];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static ModelLoadException Missing(string modelPath, TensorProto tensor, string what) =>
        new(ModelFault.MissingExternalData, $"{modelPath} keeps tensor '{tensor.Name}' in {what}");

    private static long? Number(Dictionary<string, string> fields, string key) =>
        fields.TryGetValue(key, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
}
