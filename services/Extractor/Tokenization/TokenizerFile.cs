using System.Text.Json;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>Puts a tokenizer together from the sections of a <c>tokenizer.json</c>.</summary>
internal static class TokenizerFile
{
    private static readonly string[] PadNames = ["[PAD]", "<pad>", "pad", "<|pad|>"];

    public static TextTokenizer Read(Stream stream, string file)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(stream);
            return Build(new JsonField(document.RootElement, "$", file));
        }
        catch (JsonException e)
        {
            throw new TokenizerException($"{file}: is not JSON ({e.Message}); it may be cut short, fetch it again.", e);
        }
    }

    private static TextTokenizer Build(JsonField root)
    {
        ITokenModel model = ModelReader.Read(root.Required("model"));
        AddedToken[] added = AddedTokenReader.Read(root.Optional("added_tokens"), model.Vocabulary);
        TokenNames names = new(model.Vocabulary, added);
        INormalizer? normalizer = NormalizerReader.Read(root.Optional("normalizer"));
        IPreTokenizer? preTokenizer = PreTokenizerReader.Read(root.Optional("pre_tokenizer"));
        IPostProcessor? postProcessor = PostProcessorReader.Read(root.Optional("post_processor"), names);
        Truncation truncation = Truncation.Read(root.Optional("truncation"));
        int templateTokens = postProcessor?.AddedTokens ?? 0;
        if (truncation.MaxTokens < templateTokens)
            throw root.Required("truncation").Fail($"leaves no room for {templateTokens} special tokens", "raise max_length");
        return new TextTokenizer(
            new Encoder(added, normalizer, preTokenizer, model),
            postProcessor,
            new TokenDisplay(names, SpellingReader.Read(root)),
            truncation,
            PadId(root, added),
            names.Size);
    }

    private static int? PadId(JsonField root, AddedToken[] added)
    {
        if (root.Optional("padding") is { } padding)
            return Vocabulary.ReadId(padding.Required("pad_id"));
        return PadNames
            .SelectMany(name => added.Where(token => token.Content == name))
            .FirstOrDefault()?.Id;
    }
}
