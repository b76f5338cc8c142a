using System.Text.Json;

namespace AttentionViz.Extractor.Running;

/// <summary>The few entries of a Hugging Face config.json that feeding a model needs.</summary>
internal sealed record ModelConfig(int? MaxLength, int? PadId, int? VocabularySize)
{
    private static readonly string[] LengthKeys = ["max_position_embeddings", "n_positions", "n_ctx"];

    /// <summary>Reads config.json; what is absent, or is no number, stays null.</summary>
    public static ModelConfig Read(string folder)
    {
        var path = Path.Combine(folder, "config.json");
        if (!File.Exists(path))
            return new ModelConfig(null, null, null);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            var pad = Number(root, "pad_token_id") ?? Number(root, "eos_token_id");
            var length = LengthKeys.Select(key => Number(root, key)).FirstOrDefault(n => n is > 0);
            // RoBERTa and its kin count positions from pad_token_id + 1, so that many rows are never reached.
            if (root.TryGetProperty("model_type", out var type) && type.GetString() is "roberta" or "xlm-roberta" or "camembert" or "longformer" or "mpnet")
                length -= (pad ?? 1) + 1;
            return new ModelConfig(length, pad, Number(root, "vocab_size"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ModelLoadException(ModelFault.Unreadable, $"{path} is not a JSON object ({e.Message}); restore the file or remove it", e);
        }
    }

    private static int? Number(JsonElement root, string key) =>
        root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var n) ? n : null;
}
