namespace AttentionViz.Extractor.Tokenization;

/// <summary>
/// A read-only Darts-clone trie. A unit packs the label (bits 0-7), a leaf flag for its child (bit 8), the
/// offset to the children (bits 10-30, scaled by 256 where bit 9 is set); bit 31 marks a value.
/// </summary>
internal sealed class DoubleArrayTrie(uint[] units)
{
    /// <summary>The value of the shortest entry that <paramref name="key"/> begins with, or null.</summary>
    public int? ShortestPrefix(ReadOnlySpan<byte> key)
    {
        if (units.Length == 0)
            return null;
        uint node = Offset(units[0]);
        foreach (byte label in key)
        {
            if (label == 0)
                return null;
            node ^= label;
            if (node >= units.Length || (units[node] & 0x8000_00FFu) != label)
                return null;
            uint unit = units[node];
            node ^= Offset(unit);
            if ((unit & 0x100u) != 0)
                return node < units.Length ? (int)(units[node] & 0x7FFF_FFFFu) : null;
        }
        return null;
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 0x200u) >> 6);
}
