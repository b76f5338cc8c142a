using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>
/// SentencePiece's character map: a double-array trie from UTF-8 sequences to replacements. As Hugging Face
/// does, a grapheme cluster shorter than six bytes is looked up whole, otherwise its code points one by one,
/// and the shortest entry that begins it decides.
/// </summary>
internal sealed class PrecompiledNormalizer : INormalizer
{
    private const int LongestClusterBytes = 6;

    private readonly DoubleArrayTrie _trie;
    private readonly byte[] _replacements;

    private PrecompiledNormalizer(DoubleArrayTrie trie, byte[] replacements)
    {
        _trie = trie;
        _replacements = replacements;
    }

    public static PrecompiledNormalizer Read(JsonField field)
    {
        JsonField map = field.Required("precompiled_charsmap");
        const string remedy = "export the tokenizer again from the SentencePiece model";
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(map.Text());
        }
        catch (FormatException)
        {
            throw map.Fail("is not base64", remedy);
        }
        // An empty map changes nothing.
        if (bytes.Length == 0)
            return new PrecompiledNormalizer(new DoubleArrayTrie([]), []);
        uint size = bytes.Length < 4 ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (size > bytes.Length - 4 || size % 4 != 0)
            throw map.Fail("is cut short: its trie does not fit", remedy);
        uint[] units = new uint[size / 4];
        for (int i = 0; i < units.Length; i++)
            units[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4 + (i * 4)));
        return new PrecompiledNormalizer(new DoubleArrayTrie(units), bytes[(4 + (int)size)..]);
    }

    public AlignedText Normalize(AlignedText text)
    {
        AlignedTextBuilder builder = new(text.Length + 8);
        for (int i = 0; i < text.Length;)
        {
            int length = StringInfo.GetNextTextElementLength(text.Text.AsSpan(i));
            if (!TryReplace(text, i, i + length, LongestClusterBytes, builder))
            {
                for (int at = i; at < i + length; at += AlignedText.RuneLength(text.Text, at))
                {
                    int end = at + AlignedText.RuneLength(text.Text, at);
                    if (!TryReplace(text, at, end, int.MaxValue, builder))
                        builder.Append(text, at, end);
                }
            }
            i += length;
        }
        return builder.Build();
    }

    /// <summary>
    /// Replaces the stretch where the map knows it. The replacement stands for the stretch's first code point, as
    /// in the composed forms of Unicode. (Hugging Face's offsets drift after a deletion or expansion; these do not.)
    /// </summary>
    private bool TryReplace(AlignedText text, int from, int to, int byteLimit, AlignedTextBuilder builder)
    {
        int count = Encoding.UTF8.GetByteCount(text.Text.AsSpan(from, to - from));
        if (count >= byteLimit)
            return false;
        Span<byte> key = stackalloc byte[8];
        key = key[..Encoding.UTF8.GetBytes(text.Text.AsSpan(from, to - from), key)];
        if (_trie.ShortestPrefix(key) is not { } offset || offset >= _replacements.Length)
            return false;
        ReadOnlySpan<byte> rest = _replacements.AsSpan(offset);
        int end = rest.IndexOf((byte)0);
        builder.Append(Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]), text.StartOf(from), text.EndOf(from));
        return true;
    }
}
