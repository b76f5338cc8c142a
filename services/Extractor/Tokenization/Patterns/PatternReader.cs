namespace AttentionViz.Extractor.Tokenization;

/// <summary>Reads <c>{"String": ...}</c> or <c>{"Regex": ...}</c>.</summary>
internal static class PatternReader
{
    public static ITextPattern Read(JsonField field)
    {
        if (field.Optional("String") is { } literal)
            return new LiteralPattern(literal.Text());
        if (field.Optional("Regex") is not { } regex)
            throw field.Fail("is not a pattern", "write {\"String\": ...} or {\"Regex\": ...}");
        try
        {
            return new RegexPattern(regex.Text());
        }
        catch (ArgumentException e)
        {
            throw regex.Fail($"is a regular expression that cannot be used here ({e.Message})", "rewrite the pattern with supported syntax");
        }
    }
}
