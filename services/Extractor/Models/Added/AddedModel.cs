using System.Text.Json;
using System.Text.Json.Serialization;

namespace AttentionViz.Extractor.Models.Added;

/// <summary>What is known of a model in a models directory without loading it.</summary>
/// <param name="ModelId">The name of its folder.</param>
/// <param name="Bytes">Size of its files.</param>
/// <param name="Record">Null when the folder was put there by hand.</param>
public sealed record AddedModel(string ModelId, string Folder, long Bytes, AdditionRecord? Record);

/// <summary>Written beside a model when it is added.</summary>
/// <param name="Source">Where it came from; a model of the hub with its commit.</param>
/// <param name="Sha256">Its identity at that time.</param>
/// <param name="Layers">Attention layers.</param>
/// <param name="Heads">Heads of all layers together.</param>
public sealed record AdditionRecord(string Source, string Sha256, int Layers, int Heads)
{
    private const string FileName = ".attentionviz.json";

    /// <summary>Null when there is none that can be read: a model is listed all the same.</summary>
    internal static AdditionRecord? Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, FileName)), AdditionJson.Default.AdditionRecord);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    internal void Write(string folder) =>
        File.WriteAllBytes(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(this, AdditionJson.Default.AdditionRecord));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AdditionRecord))]
internal sealed partial class AdditionJson : JsonSerializerContext;
