using System.Numerics.Tensors;
using AttentionViz.Extractor.Running;
using AttentionViz.Pipeline.Atlases.Statistics;

namespace AttentionViz.Extractor.Extraction.Statistics;

/// <summary>Which patches of an image share a row, share a column or touch; weights are added up by that.</summary>
internal sealed class GridFacts
{
    private readonly PatchGrid _grid;
    private readonly bool _causal;

    private GridFacts(PatchGrid grid, bool causal) => (_grid, _causal) = (grid, causal);

    /// <summary>Null for text, and for images whose tokens do not lie on a known grid.</summary>
    public static GridFacts? Of(EncodedSequence sequence, bool causal) =>
        sequence.Grid?.Grid is { Rows: > 0 } grid && grid.Leading + (grid.Rows * grid.Columns) <= sequence.Length ? new GridFacts(grid, causal) : null;

    /// <summary>Adds the numbers of patches that have others to attend to.</summary>
    public void Count(Span<double> sums)
    {
        for (var row = 0; row < _grid.Rows; row++)
        {
            for (var column = 0; column < _grid.Columns; column++)
            {
                // What a causal head sees of a grid lies above, or to the left in the same row.
                var (inRow, inColumn) = _causal ? (column > 0, row > 0) : (_grid.Columns > 1, _grid.Rows > 1);
                if (inRow) sums[BehaviourSums.RowQueries]++;
                if (inColumn) sums[BehaviourSums.ColumnQueries]++;
                if (inRow || inColumn) sums[BehaviourSums.LocalQueries]++;
            }
        }
    }

    /// <param name="weights">Of <paramref name="query"/>, by position; 0 on what it does not see, or ending there.</param>
    public void Add(ReadOnlySpan<float> weights, int query, Span<double> sums)
    {
        var patch = query - _grid.Leading;
        if (patch < 0 || patch >= _grid.Rows * _grid.Columns) return;
        var (row, column) = (patch / _grid.Columns, patch % _grid.Columns);
        var own = weights[query];
        sums[BehaviourSums.Row] += Stretch(weights, row, 0, _grid.Columns - 1) - own;

        var vertical = 0.0;
        for (var at = _grid.Leading + column; at < Math.Min(weights.Length, _grid.Leading + (_grid.Rows * _grid.Columns)); at += _grid.Columns)
            vertical += weights[at];
        sums[BehaviourSums.Column] += vertical - own;

        var (left, right) = (Math.Max(column - 1, 0), Math.Min(column + 1, _grid.Columns - 1));
        var near = 0.0;
        for (var r = Math.Max(row - 1, 0); r <= Math.Min(row + 1, _grid.Rows - 1); r++) near += Stretch(weights, r, left, right);
        sums[BehaviourSums.Local] += near - own;
    }

    /// <summary>Weight on patches of one row, both ends included.</summary>
    private double Stretch(ReadOnlySpan<float> weights, int row, int from, int to)
    {
        var start = Math.Min(_grid.Leading + (row * _grid.Columns) + from, weights.Length);
        var end = Math.Min(start + to - from + 1, weights.Length);
        return TensorPrimitives.Sum(weights[start..end]);
    }
}
