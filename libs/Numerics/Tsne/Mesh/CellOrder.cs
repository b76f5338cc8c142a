namespace AttentionViz.Numerics.Tsne;

/// <summary>Points of a plane sorted by square cell, row by row.</summary>
internal sealed class CellOrder(int count)
{
    private readonly int[] _cells = new int[count];
    private int[] _starts = [];

    public int Columns { get; private set; }

    public int Rows { get; private set; }

    /// <summary>[count] the point at each place of the order.</summary>
    public int[] Points { get; } = new int[count];

    /// <summary>[count, padded] its coordinate; likewise <see cref="Y"/>.</summary>
    public float[] X { get; } = new float[Coordinates.Padded(count)];

    public float[] Y { get; } = new float[Coordinates.Padded(count)];

    /// <summary>The first place of a cell; cell <see cref="Columns"/> of a row is the first of the next.</summary>
    public int Start(int row, int column) => _starts[(row * Columns) + column];

    /// <summary>Points in the square of cells that reaches <paramref name="sides"/> cells to each side.</summary>
    public int CountAround(int row, int column, int sides)
    {
        int left = Math.Max(0, column - sides), right = Math.Min(Columns, column + sides + 1), top = Math.Min(Rows, row + sides + 1);
        var count = 0;
        for (var r = Math.Max(0, row - sides); r < top; r++)
            count += Start(r, right) - Start(r, left);
        return count;
    }

    /// <summary>Sorts; points of a cell keep their order.</summary>
    public void Sort(float[][] positions, Extent extent, double cell)
    {
        var perUnit = (float)(1 / cell);
        (Columns, Rows) = ((int)(extent.Width * perUnit) + 1, (int)(extent.Height * perUnit) + 1);
        var cells = Columns * Rows;
        if (_starts.Length < cells + 2)
            _starts = new int[cells + 2];
        var counts = _starts.AsSpan(0, cells + 2);
        counts.Clear();
        var (xs, ys) = (positions[0], positions[1]);
        for (var i = 0; i < _cells.Length; i++)
        {
            var place = ((int)((ys[i] - extent.Bottom) * perUnit) * Columns) + (int)((xs[i] - extent.Left) * perUnit);
            _cells[i] = place;
            counts[place + 2]++;
        }

        for (var c = 2; c < counts.Length; c++)
            counts[c] += counts[c - 1];
        // Each start moves to the start of the next cell as its points are placed.
        for (var i = 0; i < _cells.Length; i++)
        {
            var place = counts[_cells[i] + 1]++;
            Points[place] = i;
            X[place] = xs[i];
            Y[place] = ys[i];
        }
    }
}
