using System.Runtime.InteropServices;
using AttentionViz.V1;
using Google.Protobuf;

namespace AttentionViz.Gateway.Atlases.Aggregation;

/// <summary>Adds the attention of sequences up, position by position.</summary>
/// <param name="rows">Query positions.</param>
/// <param name="columns">Key positions.</param>
internal sealed class AggregateSum(int rows, int columns)
{
    public const int BytesPerPair = sizeof(float) + sizeof(int);

    private readonly double[] _sums = new double[rows * columns];
    private readonly int[] _counts = new int[rows * columns];

    public int Rows => rows;

    /// <summary>Adds what one query gives to the keys it sees; those beyond the last position are left out.</summary>
    /// <param name="hiddenKeys">True for keys that do not count; empty for none.</param>
    public void Add(int row, ReadOnlySpan<float> weights, ReadOnlySpan<bool> hiddenKeys)
    {
        var seen = Math.Min(weights.Length, columns);
        var sums = _sums.AsSpan(row * columns, seen);
        var counts = _counts.AsSpan(row * columns, seen);
        for (var j = 0; j < seen; j++)
        {
            if (!hiddenKeys.IsEmpty && hiddenKeys[j]) continue;
            sums[j] += weights[j];
            counts[j]++;
        }
    }

    /// <summary>Means over the sequences that have both positions, each row then rescaled to sum 1.</summary>
    public AggregateAttention Result(int layer, int head)
    {
        var weights = new float[rows * columns];
        var means = new double[columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                var at = i * columns + j;
                means[j] = _counts[at] > 0 ? _sums[at] / _counts[at] : 0;
            }

            var sum = means.Sum();
            for (var j = 0; sum > 0 && j < columns; j++) weights[i * columns + j] = (float)(means[j] / sum);
        }

        return new AggregateAttention
        {
            Layer = layer,
            Head = head,
            Weights = TensorOf(DataType.Float32, MemoryMarshal.AsBytes<float>(weights)),
            Counts = TensorOf(DataType.Int32, MemoryMarshal.AsBytes<int>(_counts)),
        };
    }

    private Tensor TensorOf(DataType type, ReadOnlySpan<byte> data) => new() { DataType = type, Shape = { rows, columns }, Data = ByteString.CopyFrom(data) };
}
