using AttentionViz.Extractor.Tests.Zoo;

namespace AttentionViz.EndToEnd.Tests;

/// <summary>The platform with two encoder-decoders that compute the same: "whole" in one graph, "parts" in two.</summary>
public sealed class EncoderDecoderPlatform : Platform
{
    /// <summary>Token "w5" has id 5, and so on; "[PAD]" and "[START]" come first.</summary>
    public const int FirstWord = 2;

    private readonly string _folder = Directory.CreateTempSubdirectory("attentionviz-pairs-").FullName;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    protected override string[] Models()
    {
        var (whole, parts) = (Path.Combine(_folder, "whole"), Path.Combine(_folder, "parts"));
        EncoderDecoderGraph.Whole().Save(whole);
        EncoderDecoderGraph.SaveParts(parts);
        foreach (var model in new[] { whole, parts })
        {
            EncoderDecoderGraph.SaveConfig(model);
            File.WriteAllText(Path.Combine(model, "tokenizer.json"), Tokenizer());
        }

        return [_folder];
    }

    private static string Tokenizer()
    {
        string[] vocabulary = ["[PAD]", "[START]", .. Enumerable.Range(FirstWord, EncoderDecoderGraph.Vocabulary - FirstWord).Select(id => $"w{id}")];
        var entries = string.Join(", ", vocabulary.Select((word, id) => $"\"{word}\": {id}"));
        return "{\"version\": \"1.0\", \"added_tokens\": [], \"normalizer\": null, \"pre_tokenizer\": {\"type\": \"WhitespaceSplit\"}, \"post_processor\": null, "
            + $"\"decoder\": null, \"model\": {{\"type\": \"WordLevel\", \"unk_token\": \"[PAD]\", \"vocab\": {{{entries}}}}}}}";
    }
}
