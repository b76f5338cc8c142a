using System.Runtime.InteropServices;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.V1;
using Google.Protobuf;

namespace AttentionViz.Gateway.Atlases.Parts;

/// <summary>The sequences that a matrix shows of every head.</summary>
internal sealed class MatrixSample(IReadOnlyList<DrawnSequence> drawn)
{
    public IReadOnlyList<DrawnSequence> Sequences => drawn;

    /// <summary>Token rows drawn, ascending, of both sides; int32.</summary>
    public Tensor Rows { get; } = RowsOf(drawn);

    public long Bytes => Rows.Data.Length + 64L * drawn.Count;

    /// <summary>Points of a head: its queries, then its keys, as places in its whole map.</summary>
    /// <param name="queries">Queries of the whole map.</param>
    public long[] Points(TokenSide querySide, TokenSide keySide, long queries) =>
        [.. Places(querySide), .. Places(keySide).Select(row => queries + row)];

    private IEnumerable<long> Places(TokenSide side) =>
        drawn.SelectMany(s => Enumerable.Range(s.Start(side), s.Length(side))).Select(row => (long)row);

    private static Tensor RowsOf(IReadOnlyList<DrawnSequence> drawn)
    {
        int[] rows = [.. drawn.SelectMany(s => Enumerable.Range(s.Row, s.Tokens))];
        return new Tensor { DataType = DataType.Int32, Shape = { rows.Length }, Data = UnsafeByteOperations.UnsafeWrap(MemoryMarshal.AsBytes<int>(rows).ToArray()) };
    }
}
