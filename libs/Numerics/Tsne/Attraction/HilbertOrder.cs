namespace AttentionViz.Numerics.Tsne;

/// <summary>
/// Points of a plane or of space in the order of a Hilbert curve, so that points near one another come near one another
/// (Skilling: Programming the Hilbert curve, 2004).
/// </summary>
internal static class HilbertOrder
{
    // In space three coordinates of 10 bits fill the half of a key that the point's number leaves.
    private const int Bits = 10;

    /// <summary>[count] the point at each place of the order.</summary>
    /// <param name="positions">[dimension][point] finite; 2 or 3 dimensions.</param>
    public static int[] Of(float[][] positions, int count)
    {
        var keys = new ulong[count];
        var lows = positions.Select(x => x.AsSpan(0, count).ToArray().Min()).ToArray();
        var width = positions.Zip(lows, (x, low) => x.AsSpan(0, count).ToArray().Max() - low).Max();
        var scale = width > 0 ? ((1 << Bits) - 1) / width : 0;
        Span<uint> cell = stackalloc uint[positions.Length];
        for (var i = 0; i < count; i++)
        {
            for (var d = 0; d < cell.Length; d++)
                cell[d] = (uint)((positions[d][i] - lows[d]) * scale);
            keys[i] = ((ulong)Distance(cell) << 32) | (uint)i;
        }

        Array.Sort(keys);
        return Array.ConvertAll(keys, key => (int)(uint)key);
    }

    /// <summary>How far along the curve a cell lies; overwrites the cell.</summary>
    private static uint Distance(Span<uint> cell)
    {
        for (var bit = 1u << (Bits - 1); bit > 1; bit >>= 1)
        {
            for (var d = 0; d < cell.Length; d++)
            {
                if ((cell[d] & bit) != 0)
                {
                    cell[0] ^= bit - 1;
                    continue;
                }

                var exchanged = (cell[0] ^ cell[d]) & (bit - 1);
                cell[0] ^= exchanged;
                cell[d] ^= exchanged;
            }
        }

        for (var d = 1; d < cell.Length; d++)
            cell[d] ^= cell[d - 1];
        var flip = 0u;
        for (var bit = 1u << (Bits - 1); bit > 1; bit >>= 1)
            flip ^= (cell[^1] & bit) != 0 ? bit - 1 : 0;
        uint distance = 0;
        for (var bit = 1u << (Bits - 1); bit > 0; bit >>= 1)
        {
            foreach (var coordinate in cell)
                distance = (distance << 1) | (((coordinate ^ flip) & bit) != 0 ? 1u : 0);
        }

        return distance;
    }
}
