using System.Text;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>
/// GPT-2's alphabet: one printable character for each byte, so that a vocabulary of bytes can be written as
/// text. Bytes that are visible Latin-1 characters stand for themselves, the rest take U+0100 and up in order.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Symbols = MakeSymbols();
    private static readonly Dictionary<char, byte> Bytes =
        Symbols.Select((symbol, index) => (symbol, index)).ToDictionary(x => x.symbol, x => (byte)x.index);

    public static char Space => Symbols[' '];

    /// <summary>Appends the UTF-8 bytes of a stretch of text, each aligned with the character it is part of.</summary>
    public static void Encode(AlignedText text, int from, int to, AlignedTextBuilder into)
    {
        Span<byte> bytes = stackalloc byte[4];
        for (int i = from; i < to;)
        {
            char unit = text.Text[i];
            if (unit < 0x80)
            {
                into.Append(Symbols[unit], text.StartOf(i), text.EndOf(i));
                i++;
                continue;
            }
            Rune rune = text.RuneAt(i);
            int count = rune.EncodeToUtf8(bytes);
            for (int b = 0; b < count; b++)
                into.Append(Symbols[bytes[b]], text.StartOf(i), text.EndOf(i));
            i += rune.Utf16SequenceLength;
        }
    }

    /// <summary>The bytes that a token stands for, or null where a character is not of this alphabet.</summary>
    public static byte[]? Decode(string token)
    {
        byte[] bytes = new byte[token.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            if (!Bytes.TryGetValue(token[i], out bytes[i]))
                return null;
        }
        return bytes;
    }

    private static char[] MakeSymbols()
    {
        char[] symbols = new char[256];
        char next = '\u0100';
        for (int b = 0; b < symbols.Length; b++)
            symbols[b] = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE ? (char)b : next++;
        return symbols;
    }
}
