using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AttentionViz.Numerics.Tsne;

namespace AttentionViz.Numerics.Guided;

/// <summary>The keys of one sequence in a map, laid out for sixteen at a time, and the forces that its queries put on them.</summary>
internal sealed class SequenceKeys<TSimilarity>(TSimilarity similarity, int dimensions, int most)
    where TSimilarity : struct, IMapSimilarity
{
    private const int Lanes = Coordinates.Lanes;

    // Below every similarity of a map; keeps logarithm and quotient finite.
    private const float Least = 1e-30f;
    private readonly float[][] _at = Coordinates.Zeros(3, most);
    private readonly float[][] _force = Coordinates.Zeros(3, most);
    private readonly float[] _curvature = new float[Coordinates.Padded(most)];
    private readonly float[] _similarities = new float[Coordinates.Padded(most)];
    private readonly float[] _pulls = new float[Coordinates.Padded(most)];
    private int _count;

    /// <summary>Takes the places of <paramref name="count"/> keys and clears the forces.</summary>
    public void Load(float[][] positions, int first, int count)
    {
        _count = count;
        _curvature.AsSpan(0, count).Clear();
        for (var d = 0; d < dimensions; d++)
        {
            positions[d].AsSpan(first, count).CopyTo(_at[d]);
            _force[d].AsSpan(0, count).Clear();
        }
    }

    /// <summary>Adds what query <paramref name="query"/> and the first <paramref name="seen"/> keys do to each other.</summary>
    /// <param name="attended">Rows of keys, the sequence's first being <paramref name="firstKey"/>.</param>
    /// <returns>KL(a || r) of the query, nats.</returns>
    public double Visit(
        float[][] positions, int query, ReadOnlySpan<int> attended, int firstKey, int seen, float step, float[][] gradient, float[]? curvature)
    {
        float x = positions[0][query], y = positions[1][query], z = dimensions == 3 ? positions[2][query] : 0;
        var total = Measure(x, y, z, seen);
        Push(x, y, z, seen, (float)(step / total), query, gradient, curvature);
        var share = step / attended.Length;
        double divergence = Math.Log(total) - Math.Log(attended.Length);
        foreach (var key in attended)
        {
            var j = key - firstKey;
            var pull = share * _pulls[j];
            divergence -= Math.Log(Math.Max(_similarities[j], Least)) / attended.Length;
            for (var d = 0; d < dimensions; d++)
            {
                var force = pull * (positions[d][query] - _at[d][j]);
                gradient[d][query] += force;
                _force[d][j] -= force;
            }

            _curvature[j] += pull;
            if (curvature is not null)
                curvature[query] += pull;
        }

        return divergence;
    }

    /// <summary>Adds the forces on the keys to those of all points.</summary>
    public void AddTo(float[][] gradient, float[]? curvature, int first)
    {
        for (var j = 0; j < _count; j++)
        {
            for (var d = 0; d < dimensions; d++)
                gradient[d][first + j] += _force[d][j];
            if (curvature is not null)
                curvature[first + j] += _curvature[j];
        }
    }

    /// <summary>Fills similarities and pulls, 0 beyond the keys that are seen, and returns the sum of similarities.</summary>
    private double Measure(float x, float y, float z, int seen)
    {
        var (vx, vy, vz) = (Vector512.Create(x), Vector512.Create(y), Vector512.Create(z));
        var sum = Vector512<float>.Zero;
        for (var j = 0; j < seen; j += Lanes)
        {
            var (dx, dy, dz) = (vx - Load(_at[0], j), vy - Load(_at[1], j), vz - Load(_at[2], j));
            var s = (dx * dx) + (dy * dy) + (dz * dz);
            var isSeen = Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(seen - j)).AsSingle();
            var v = similarity.Of(s) & isSeen;
            v.StoreUnsafe(ref _similarities[j]);
            (similarity.Pull(s, v) & isSeen).StoreUnsafe(ref _pulls[j]);
            sum += v;
        }

        return Math.Max(LaneSum.Of(sum), Least);
    }

    /// <summary>The part of r: every key that is seen, in proportion to its similarity.</summary>
    private void Push(float x, float y, float z, int seen, float scale, int query, float[][] gradient, float[]? curvature)
    {
        var (vx, vy, vz) = (Vector512.Create(x), Vector512.Create(y), Vector512.Create(z));
        Vector512<float> sumX = default, sumY = default, sumZ = default, sum = default;
        for (var j = 0; j < seen; j += Lanes)
        {
            var push = Vector512.Create(scale) * Load(_similarities, j) * Load(_pulls, j);
            var (fx, fy, fz) = (push * (vx - Load(_at[0], j)), push * (vy - Load(_at[1], j)), push * (vz - Load(_at[2], j)));
            (Load(_force[0], j) + fx).StoreUnsafe(ref _force[0][j]);
            (Load(_force[1], j) + fy).StoreUnsafe(ref _force[1][j]);
            (Load(_force[2], j) + fz).StoreUnsafe(ref _force[2][j]);
            (Load(_curvature, j) + push).StoreUnsafe(ref _curvature[j]);
            (sumX, sumY, sumZ, sum) = (sumX + fx, sumY + fy, sumZ + fz, sum + push);
        }

        gradient[0][query] -= (float)LaneSum.Of(sumX);
        gradient[1][query] -= (float)LaneSum.Of(sumY);
        if (dimensions == 3)
            gradient[2][query] -= (float)LaneSum.Of(sumZ);
        if (curvature is not null)
            curvature[query] += (float)LaneSum.Of(sum);
    }

    private static Vector512<float> Load(float[] values, int at) => Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(values), (nuint)at);
}
