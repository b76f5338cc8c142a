using System.Text;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>Spells what the vocabulary lacks with byte tokens, <c>&lt;0xE2&gt;</c> and the like.</summary>
internal sealed class ByteFallback(Vocabulary vocabulary)
{
    private readonly int?[] _ids = vocabulary.ByteIds();

    /// <summary>Byte ids of the text's UTF-8, or false where the vocabulary lacks one of them.</summary>
    public bool TrySpell(ReadOnlySpan<char> text, List<int> ids)
    {
        ids.Clear();
        Span<byte> bytes = stackalloc byte[4];
        foreach (Rune rune in text.EnumerateRunes())
        {
            int count = rune.EncodeToUtf8(bytes);
            for (int i = 0; i < count; i++)
            {
                if (_ids[bytes[i]] is not { } id)
                    return false;
                ids.Add(id);
            }
        }
        return true;
    }
}
