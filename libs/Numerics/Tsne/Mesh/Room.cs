using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttentionViz.Numerics.Tsne;

/// <summary>Borrowed room for values; what stands in it means nothing. It starts at a cache line, so that vectors of 16 lie in one each.</summary>
internal readonly ref struct Room
{
    private const int Line = 64;

    private readonly float[] _rented;

    public unsafe Room(int length)
    {
        _rented = ArrayPool<float>.Shared.Rent(length + Coordinates.Lanes);
        // Should the collector move the array meanwhile, only time is lost.
        var past = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_rented)) % Line;
        Values = _rented.AsSpan(past == 0 ? 0 : (int)(Line - past) / sizeof(float), length);
    }

    public Span<float> Values { get; }

    public void Dispose() => ArrayPool<float>.Shared.Return(_rented);
}
