namespace AttentionViz.Extractor.Tokenization;

/// <summary>Names inside <c>\p{...}</c> that the runtime does not know.</summary>
internal static class UnicodeScripts
{
    /// <summary>The members of a script as the inside of a character class, or null for a name that is no known script.</summary>
    public static string? Ranges(string name) => name switch
    {
        "Han" => @"\u2E80-\u2E99\u2E9B-\u2EF3\u2F00-\u2FD5\u3005\u3007\u3021-\u3029\u3038-\u303B\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFA6D\uFA70-\uFAD9",
        "Hiragana" => @"\u3041-\u3096\u309D-\u309F",
        "Katakana" => @"\u30A1-\u30FA\u30FD-\u30FF\u31F0-\u31FF\u32D0-\u32FE\u3300-\u3357\uFF66-\uFF6F\uFF71-\uFF9D",
        "Hangul" => @"\u1100-\u11FF\u302E\u302F\u3131-\u318E\u3200-\u321E\u3260-\u327E\uA960-\uA97C\uAC00-\uD7A3\uD7B0-\uD7C6\uD7CB-\uD7FB\uFFA0-\uFFBE\uFFC2-\uFFC7\uFFCA-\uFFCF\uFFD2-\uFFD7\uFFDA-\uFFDC",
        _ => null,
    };

    public static string ShortCategory(string name) => name switch
    {
        "Letter" => "L",
        "Mark" => "M",
        "Number" => "N",
        "Punctuation" or "Punct" => "P",
        "Symbol" => "S",
        "Separator" => "Z",
        "Other" => "C",
        "Uppercase_Letter" => "Lu",
        "Lowercase_Letter" => "Ll",
        "Decimal_Number" => "Nd",
        _ => name,
    };
}
