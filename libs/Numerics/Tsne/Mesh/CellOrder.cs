namespace AttentionViz.Numerics.Tsne;

/// <summary>
/// Points of a plane sorted by square cell, row by row, or of space by cubic cell, layer by layer; rows are counted through
/// all layers.
/// </summary>
internal sealed class CellOrder(int count, int dimensions)
{
    private readonly int[] _cells = new int[count];
    private readonly float[][] _sorted = Coordinates.Zeros(dimensions, count);
    private int[] _starts = [];

    public int Columns { get; private set; }

    /// <summary>Rows of one layer.</summary>
    public int LayerRows { get; private set; }

    /// <summary>Rows of all layers.</summary>
    public int Rows { get; private set; }

    public int Layers => Rows / LayerRows;

    /// <summary>[count] the point at each place of the order.</summary>
    public int[] Points { get; } = new int[count];

    /// <summary>[count, padded] its coordinate; likewise <see cref="Y"/> and, in space, <see cref="Z"/>.</summary>
    public float[] X => _sorted[0];

    public float[] Y => _sorted[1];

    public float[] Z => _sorted[2];

    /// <summary>The first place of a cell; cell <see cref="Columns"/> of a row is the first of the next.</summary>
    public int Start(int row, int column) => _starts[(row * Columns) + column];

    /// <summary>The rows of a layer that are at most <paramref name="sides"/> from a row of it, in that layer or another.</summary>
    public (int First, int End) RowsAround(int layer, int row, int sides)
    {
        var first = layer * LayerRows;
        return (first + Math.Max(0, (row % LayerRows) - sides), first + Math.Min(LayerRows, (row % LayerRows) + sides + 1));
    }

    /// <summary>The layers that are at most <paramref name="sides"/> from that of a row.</summary>
    public (int First, int End) LayersAround(int row, int sides) =>
        (Math.Max(0, (row / LayerRows) - sides), Math.Min(Layers, (row / LayerRows) + sides + 1));

    /// <summary>Points in the block of cells that reaches <paramref name="sides"/> cells to each side.</summary>
    public int CountAround(int row, int column, int sides)
    {
        int left = Math.Max(0, column - sides), right = Math.Min(Columns, column + sides + 1);
        var (layer, endLayer) = LayersAround(row, sides);
        var around = 0;
        for (; layer < endLayer; layer++)
        {
            var (first, end) = RowsAround(layer, row, sides);
            for (var r = first; r < end; r++)
                around += Start(r, right) - Start(r, left);
        }

        return around;
    }

    /// <summary>Sorts; points of a cell keep their order.</summary>
    public void Sort(float[][] positions, Extent extent, double cell)
    {
        var perUnit = (float)(1 / cell);
        (Columns, LayerRows) = ((int)(extent.Width * perUnit) + 1, (int)(extent.Height * perUnit) + 1);
        Rows = LayerRows * ((int)(extent.Depth * perUnit) + 1);
        var cells = Columns * Rows;
        if (_starts.Length < cells + 2)
            _starts = new int[cells + 2];
        var counts = _starts.AsSpan(0, cells + 2);
        counts.Clear();
        var (xs, ys) = (positions[0], positions[1]);
        var zs = dimensions > 2 ? positions[2] : null;
        for (var i = 0; i < _cells.Length; i++)
        {
            var row = (int)((ys[i] - extent.Bottom) * perUnit);
            if (zs is not null)
                row += (int)((zs[i] - extent.Back) * perUnit) * LayerRows;
            var place = (row * Columns) + (int)((xs[i] - extent.Left) * perUnit);
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
            if (zs is not null)
                Z[place] = zs[i];
        }
    }

    /// <summary>How much the near part has to look at: pairs of points within reach, each row rounded up to vectors, and cells that hold points.</summary>
    public (double Candidates, double FullCells) NearWork()
    {
        double candidates = 0, full = 0;
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                var own = Start(row, column + 1) - Start(row, column);
                if (own == 0)
                    continue;
                candidates += (double)own * (CountAround(row, column, KernelSplit.CellsOfReach) + (Coordinates.Lanes / 2));
                full++;
            }
        }

        return (candidates, full);
    }
}
