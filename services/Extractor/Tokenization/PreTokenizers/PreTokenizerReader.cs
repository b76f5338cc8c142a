namespace AttentionViz.Extractor.Tokenization;

/// <summary>Reads the "pre_tokenizer" section.</summary>
internal static class PreTokenizerReader
{
    private const string Supported = "BertPreTokenizer, ByteLevel, Whitespace, WhitespaceSplit, Metaspace, Split, "
        + "CharDelimiterSplit, Punctuation, Digits, Sequence";

    private static readonly ClassPattern Whitespace = new(CharacterClass.IsWhitespace);
    private static readonly ClassPattern Punctuation = new(CharacterClass.IsPunctuation);

    public static IPreTokenizer? Read(JsonField? field) => field is { } part ? ReadPart(part) : null;

    private static IPreTokenizer ReadPart(JsonField field) => field.Type() switch
    {
        "BertPreTokenizer" => new SequencePreTokenizer([
            new SplitPreTokenizer(Whitespace, SplitBehavior.Removed),
            new SplitPreTokenizer(Punctuation, SplitBehavior.Isolated)]),
        "ByteLevel" => new ByteLevelPreTokenizer(field.FlagOr("add_prefix_space", true), field.FlagOr("use_regex", true)),
        "Whitespace" => new SplitPreTokenizer(new WordPattern(), SplitBehavior.Removed, Invert: true),
        "WhitespaceSplit" => new SplitPreTokenizer(Whitespace, SplitBehavior.Removed),
        "Metaspace" => MetaspacePreTokenizer.Read(field),
        "Split" => new SplitPreTokenizer(
            PatternReader.Read(field.Required("pattern")),
            Splitter.ReadBehavior(field.Required("behavior")),
            field.FlagOr("invert", false)),
        "CharDelimiterSplit" => new SplitPreTokenizer(
            new LiteralPattern(field.Required("delimiter").Text()), SplitBehavior.Removed),
        "Punctuation" => new SplitPreTokenizer(
            Punctuation,
            field.Optional("behavior") is { } behavior ? Splitter.ReadBehavior(behavior) : SplitBehavior.Isolated),
        "Digits" => new SplitPreTokenizer(
            new ClassPattern(CharacterClass.IsNumeric),
            field.FlagOr("individual_digits", false) ? SplitBehavior.Isolated : SplitBehavior.Contiguous),
        "Sequence" => new SequencePreTokenizer([.. field.Required("pretokenizers").Items().Select(ReadPart)]),
        _ => throw field.UnknownType("pre-tokenizer", Supported),
    };
}
