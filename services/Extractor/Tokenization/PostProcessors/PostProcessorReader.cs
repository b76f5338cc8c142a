namespace AttentionViz.Extractor.Tokenization;

/// <summary>Reads the "post_processor" section.</summary>
internal static class PostProcessorReader
{
    private const string Supported = "TemplateProcessing, BertProcessing, RobertaProcessing, ByteLevel, Sequence";

    public static IPostProcessor? Read(JsonField? field, TokenNames names) =>
        field is { } part ? ReadPart(part, names) : null;

    private static IPostProcessor ReadPart(JsonField field, TokenNames names) => field.Type() switch
    {
        "TemplateProcessing" => TemplatePostProcessor.Read(field),
        "BertProcessing" => TemplatePostProcessor.ReadClassifier(field),
        "RobertaProcessing" => new SequencePostProcessor([
            .. Trimming(field, names), TemplatePostProcessor.ReadClassifier(field)]),
        "ByteLevel" => new SequencePostProcessor([.. Trimming(field, names)]),
        "Sequence" => new SequencePostProcessor([
            .. field.Required("processors").Items().Select(step => ReadPart(step, names))]),
        _ => throw field.UnknownType("post-processor", Supported),
    };

    private static IEnumerable<IPostProcessor> Trimming(JsonField field, TokenNames names) =>
        field.FlagOr("trim_offsets", true)
            ? [new OffsetTrimmer(names, field.FlagOr("add_prefix_space", true))]
            : [];
}
