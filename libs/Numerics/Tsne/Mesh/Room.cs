using System.Buffers;

namespace AttentionViz.Numerics.Tsne;

/// <summary>Borrowed room for values, longer than asked for or not; what stands in it means nothing.</summary>
internal readonly struct Room(int length) : IDisposable
{
    public float[] Values { get; } = ArrayPool<float>.Shared.Rent(length);

    public void Dispose() => ArrayPool<float>.Shared.Return(Values);
}
