namespace AttentionViz.Extractor.Models.Hub;

/// <summary>Text that may come from a stranger, made fit for one line of a terminal or a log.</summary>
internal static class PrintableText
{
    public static string Of(string text) => string.Create(text.Length, text, static (span, source) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(source[i]) ? ' ' : source[i];
    });
}
