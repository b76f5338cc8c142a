using System.Text.Json;
using AttentionViz.Extractor.Tokenization;

namespace AttentionViz.Extractor.Tests.Tokenization;

/// <summary>Tokenizers of real models: those shared beside the repository, where they are, and the bundled ones.</summary>
public class RealTokenizerTests
{
    [Fact]
    public void Encode_Stories260k_EqualsItsCheckFile()
    {
        string folder = SharedModel("stories260k");
        using JsonDocument check = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "tokenizer_check.json")));
        int[] expected = [.. check.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];

        TokenizedText encoded = Tokenizer(folder).Encode(check.RootElement.GetProperty("text").GetString()!);

        Assert.Equal(expected, encoded.Ids);
        Assert.Equal(" little", encoded.Texts[Array.IndexOf(encoded.Ids, 376)]);
    }

    [Theory]
    [InlineData("Hello world", new[] { 15496, 995 })]
    [InlineData("Hello, world!", new[] { 15496, 11, 995, 0 })]
    [InlineData("The quick brown fox jumps over the lazy dog.", new[] { 464, 2068, 7586, 21831, 18045, 625, 262, 16931, 3290, 13 })]
    [InlineData("<|endoftext|>", new[] { 50256 })]
    public void Encode_Gpt2Vocabulary_GivesWellKnownIds(string text, int[] expected) =>
        Assert.Equal(expected, Tokenizer(SharedModel("rand-gpt2-ms-attention")).Encode(text).Ids);

    [Fact]
    public void Encode_XlmrTiny_PutsItsTemplateAround()
    {
        TextTokenizer tokenizer = Tokenizer(SharedModel("rand-xlmr-tiny"));

        TokenizedText encoded = tokenizer.Encode("the");

        Assert.Equal(0, encoded.Ids[0]);
        Assert.Equal(2, encoded.Ids[^1]);
        Assert.Equal(1, tokenizer.PadId);
        Assert.Equal(2, tokenizer.TemplateTokens);
        Assert.Equal(3, encoded.Ends.Max());
    }

    [Theory]
    [InlineData("mini-bert")]
    [InlineData("mini-gpt")]
    public void Encode_BundledModel_CoversTheText(string model)
    {
        string folder = Path.Combine(Repository(), "models", model);
        Assert.SkipUnless(File.Exists(Path.Combine(folder, "tokenizer.json")), $"models/{model} is not in this checkout");
        TextTokenizer tokenizer = Tokenizer(folder);

        TokenizedText encoded = tokenizer.Encode("The bank of the river, 3 miles on.");

        Assert.Equal("The bank of the river, 3 miles on.".Replace(" ", "", StringComparison.Ordinal), string.Concat(
            encoded.Starts.Zip(encoded.Ends, (start, end) => "The bank of the river, 3 miles on."[start..end])).Replace(" ", "", StringComparison.Ordinal));
        Assert.All(encoded.Ids, id => Assert.InRange(id, 0, tokenizer.VocabularySize - 1));
    }

    private static TextTokenizer Tokenizer(string folder) => TextTokenizer.Load(Path.Combine(folder, "tokenizer.json"));

    private static string SharedModel(string name)
    {
        string root = Environment.GetEnvironmentVariable("ATTENTIONVIZ_SHARED_MODELS")
            ?? Path.Combine(Repository(), "..", "shared", "models");
        string folder = Path.Combine(root, name);
        Assert.SkipUnless(Directory.Exists(folder), $"the shared model {name} is not beside this checkout");
        return folder;
    }

    private static string Repository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AttentionViz.sln")))
                return folder.FullName;
        }
        Assert.Skip("the tests do not run from a checkout");
        return "";
    }
}
