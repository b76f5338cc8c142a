namespace AttentionViz.Extractor.Tokenization;

/// <summary>Reads the "normalizer" section.</summary>
internal static class NormalizerReader
{
    private const string Supported = "BertNormalizer, NFC, NFD, NFKC, NFKD, Lowercase, StripAccents, Strip, Replace, "
        + "Prepend, Precompiled, ByteLevel, Sequence";

    public static INormalizer? Read(JsonField? field) => field is { } part ? ReadPart(part) : null;

    private static INormalizer ReadPart(JsonField field) => field.Type() switch
    {
        "BertNormalizer" => ReadBert(field),
        "NFC" => new FormNormalizer(Compatible: false, Compose: true),
        "NFD" => new FormNormalizer(Compatible: false, Compose: false),
        "NFKC" => new FormNormalizer(Compatible: true, Compose: true),
        "NFKD" => new FormNormalizer(Compatible: true, Compose: false),
        "Lowercase" => new LowercaseNormalizer(),
        "StripAccents" => FilterNormalizer.WithoutMarks,
        "Strip" => new StripNormalizer(field.FlagOr("strip_left", true), field.FlagOr("strip_right", true)),
        "Replace" => new ReplaceNormalizer(PatternReader.Read(field.Required("pattern")), field.Required("content").Text()),
        "Prepend" => new PrependNormalizer(field.Required("prepend").Text()),
        "Precompiled" => PrecompiledNormalizer.Read(field),
        "ByteLevel" => new ByteLevelNormalizer(),
        "Sequence" => new SequenceNormalizer([.. field.Required("normalizers").Items().Select(ReadPart)]),
        _ => throw field.UnknownType("normalizer", Supported),
    };

    private static SequenceNormalizer ReadBert(JsonField field)
    {
        bool lowercase = field.FlagOr("lowercase", true);
        List<INormalizer> steps = [];
        if (field.FlagOr("clean_text", true))
            steps.Add(new CleanTextNormalizer());
        if (field.FlagOr("handle_chinese_chars", true))
            steps.Add(new IdeographNormalizer());
        if (field.FlagOr("strip_accents", lowercase))
            steps.AddRange([new FormNormalizer(Compatible: false, Compose: false), FilterNormalizer.WithoutNonSpacingMarks]);
        if (lowercase)
            steps.Add(new LowercaseNormalizer());
        return new SequenceNormalizer([.. steps]);
    }
}
