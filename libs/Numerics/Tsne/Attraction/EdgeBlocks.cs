using AttentionViz.Numerics.Linear;

namespace AttentionViz.Numerics.Tsne;

/// <summary>
/// The upper half of a symmetric matrix whose rows and columns stand in a given order: of each row, the aligned blocks of 16
/// columns that hold an entry, with a bit for each column that does, and the values packed. Where neighbours stand near one
/// another, a block holds many of them, and what is worked out for a block needs no copying of single columns.
/// </summary>
internal sealed class EdgeBlocks
{
    private const int Lanes = Coordinates.Lanes;

    private EdgeBlocks(int[] blockStarts, int[] columns, ushort[] masks, int[] valueStarts, float[] values) =>
        (BlockStarts, Columns, Masks, ValueStarts, Values) = (blockStarts, columns, masks, valueStarts, values);

    /// <summary>Number of rows.</summary>
    public int Count => BlockStarts.Length - 1;

    /// <summary>[n + 1] the first block of each row, then the number of blocks.</summary>
    public int[] BlockStarts { get; }

    /// <summary>[blocks] the first column of each, ascending in a row.</summary>
    public int[] Columns { get; }

    /// <summary>[blocks] bit c is set where column c of the block holds a value.</summary>
    public ushort[] Masks { get; }

    /// <summary>[n + 1] the first value of each row.</summary>
    public int[] ValueStarts { get; }

    /// <summary>[entries + 16] a row's values by column, then zeros, so that 16 can be read from any place.</summary>
    public float[] Values { get; }

    /// <param name="matrix">With points as its rows.</param>
    /// <param name="order">[n] the point at each place.</param>
    public static EdgeBlocks Create(SymmetricSparse matrix, int[] order)
    {
        var n = order.Length;
        var places = new int[n];
        for (var place = 0; place < n; place++)
            places[order[place]] = place;
        // Columns are visited in ascending order, so each row meets its own in that order too.
        var ends = new RowEnd[n];
        for (var column = 0; column < n; column++)
        {
            foreach (var point in matrix.Columns.AsSpan(matrix.RowStarts[order[column]]..matrix.RowStarts[order[column] + 1]))
            {
                var row = places[point];
                if (row < column)
                    ends[row].Add(column);
            }
        }

        var (blockStarts, valueStarts) = (new int[n + 1], new int[n + 1]);
        for (var row = 0; row < n; row++)
        {
            blockStarts[row + 1] = blockStarts[row] + ends[row].Blocks;
            valueStarts[row + 1] = valueStarts[row] + ends[row].Values;
            ends[row] = new RowEnd { Blocks = blockStarts[row], Values = valueStarts[row] };
        }

        var result = new EdgeBlocks(
            blockStarts, new int[blockStarts[n]], new ushort[blockStarts[n]], valueStarts, new float[valueStarts[n] + Lanes]);
        for (var column = 0; column < n; column++)
        {
            for (var e = matrix.RowStarts[order[column]]; e < matrix.RowStarts[order[column] + 1]; e++)
            {
                var row = places[matrix.Columns[e]];
                if (row >= column)
                    continue;
                ref var end = ref ends[row];
                result.Values[end.Values] = matrix.Values[e];
                end.Add(column);
                result.Columns[end.Blocks - 1] = column / Lanes * Lanes;
                result.Masks[end.Blocks - 1] |= (ushort)(1 << (column % Lanes));
            }
        }

        return result;
    }

    /// <summary>How far a row is filled.</summary>
    private struct RowEnd
    {
        private int _nextBlock;

        public int Blocks;
        public int Values;

        public void Add(int column)
        {
            Values++;
            if (column < _nextBlock)
                return;
            Blocks++;
            _nextBlock = (column / Lanes * Lanes) + Lanes;
        }
    }
}
