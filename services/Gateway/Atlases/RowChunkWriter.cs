using AttentionViz.V1;
using Google.Protobuf;

namespace AttentionViz.Gateway.Atlases;

/// <summary>Gathers rows that come in pieces of any size into chunks of a size that travels well.</summary>
/// <param name="firstRow">Row that the first byte appended belongs to.</param>
internal sealed class RowChunkWriter(int rowBytes, long firstRow, Func<RowChunk, Task> send)
{
    private const int ChunkBytes = 240 << 10;

    // A message keeps its bytes until it is sent, so every chunk gets an array of its own.
    private byte[] _chunk = new byte[Size(rowBytes)];
    private int _filled;
    private long _row = firstRow;

    public async Task AppendAsync(ReadOnlyMemory<byte> rows)
    {
        while (rows.Length > 0)
        {
            var take = Math.Min(rows.Length, _chunk.Length - _filled);
            rows[..take].CopyTo(_chunk.AsMemory(_filled));
            rows = rows[take..];
            _filled += take;
            if (_filled == _chunk.Length) await FlushAsync();
        }
    }

    public async Task FlushAsync()
    {
        if (_filled == 0) return;
        var count = _filled / rowBytes;
        await send(new RowChunk { FirstRow = _row, RowCount = count, Data = UnsafeByteOperations.UnsafeWrap(_chunk.AsMemory(0, _filled)) });
        _row += count;
        _filled = 0;
        _chunk = new byte[Size(rowBytes)];
    }

    private static int Size(int rowBytes) => Math.Max(ChunkBytes / rowBytes, 1) * rowBytes;
}
