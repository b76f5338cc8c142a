namespace AttentionViz.Extractor.Tokenization;

/// <summary>The file's own wishes about long texts.</summary>
internal sealed record Truncation(int? MaxTokens, bool FromLeft)
{
    public static Truncation Read(JsonField? field)
    {
        if (field is not { } section)
            return new Truncation(null, FromLeft: false);
        bool fromLeft = false;
        if (section.Optional("direction") is { } direction)
        {
            fromLeft = direction.Text() switch
            {
                "Left" => true,
                "Right" => false,
                _ => throw direction.Fail("is no direction", "use \"Left\" or \"Right\""),
            };
        }
        return new Truncation(section.Required("max_length").Integer(int.MaxValue), fromLeft);
    }
}
