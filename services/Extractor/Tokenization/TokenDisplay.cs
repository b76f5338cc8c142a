using System.Globalization;
using System.Text;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>How the entries of a vocabulary are written.</summary>
/// <param name="ByteLevel">Entries are bytes in GPT-2's alphabet.</param>
/// <param name="SpaceMark">Entries write a space as U+2581.</param>
/// <param name="WordSuffix">What entries that end a word carry, such as &lt;/w&gt;; empty for none.</param>
internal sealed record TokenSpelling(bool ByteLevel, bool SpaceMark, string WordSuffix);

/// <summary>What a person reads for each token; worked out once for each id.</summary>
internal sealed class TokenDisplay(TokenNames names, TokenSpelling spelling)
{
    private const char SpaceMark = '\u2581';

    private readonly string?[] _texts = new string?[names.Size];

    public string Text(int id)
    {
        if (id < 0 || id >= _texts.Length)
            return $"<id {id.ToString(CultureInfo.InvariantCulture)}>";
        return _texts[id] ??= Make(id);
    }

    private string Make(int id)
    {
        if (names.NameOf(id) is not { } token)
            return $"<id {id.ToString(CultureInfo.InvariantCulture)}>";
        if (names.IsAdded(id))
            return token;
        if (spelling.WordSuffix.Length > 0 && token.EndsWith(spelling.WordSuffix, StringComparison.Ordinal))
            token = token[..^spelling.WordSuffix.Length];
        if (spelling.ByteLevel && ByteAlphabet.Decode(token) is { } bytes)
            return Readable(bytes);
        return spelling.SpaceMark ? token.Replace(SpaceMark, ' ') : token;
    }

    /// <summary>UTF-8 as text; bytes that are only part of a character are shown as &lt;0xE6&gt;.</summary>
    private static string Readable(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new();
        Span<char> units = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int count) == System.Buffers.OperationStatus.Done)
                text.Append(units[..rune.EncodeToUtf16(units)]);
            else
                foreach (byte part in bytes[..count])
                    text.Append(CultureInfo.InvariantCulture, $"<0x{part:X2}>");
            bytes = bytes[count..];
        }
        return text.ToString();
    }
}
