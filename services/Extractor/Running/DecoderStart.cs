using System.Text.Json;

namespace AttentionViz.Extractor.Running;

/// <summary>The token that a decoder's sequence starts with.</summary>
internal static class DecoderStart
{
    private const string Key = "decoder_start_token_id";

    private static readonly string[] Files = ["config.json", "generation_config.json"];

    /// <summary>What a folder's configuration says: decoder_start_token_id, else pad_token_id; null where it says neither.</summary>
    /// <param name="vocabulary">Rows of the token embedding; null where unknown.</param>
    /// <exception cref="ModelLoadException">A file is no JSON object, or the id is outside the vocabulary.</exception>
    public static int? Read(string folder, int? vocabulary)
    {
        foreach (var key in new[] { Key, "pad_token_id" })
        {
            foreach (var file in Files.Select(name => Path.Combine(folder, name)).Where(File.Exists))
            {
                if (Number(file, key) is not { } id) continue;
                if (id >= 0 && id < (vocabulary ?? int.MaxValue)) return id;
                throw new ModelLoadException(ModelFault.Unreadable, $"{file}: \"{key}\" is {id}, but the model knows ids 0 to {vocabulary - 1}; restore the file");
            }
        }

        return null;
    }

    private static int? Number(string path, string key)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var n) ? n : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ModelLoadException(ModelFault.Unreadable, $"{path} is not a JSON object ({e.Message}); restore the file or remove it", e);
        }
    }
}
