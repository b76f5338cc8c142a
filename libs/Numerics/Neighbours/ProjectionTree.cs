using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Numerics.Neighbours;

/// <summary>
/// A random projection tree (Dasgupta, Freund: Random projection trees and low dimensional manifolds, 2008): points are cut
/// halfway between two of them drawn at random, again and again, until few enough are together. Where that would leave
/// nearly all on one side, they are cut at the median.
/// </summary>
internal static class ProjectionTree
{
    private const double LeastShare = 0.1;

    /// <summary>Puts points that are near one another side by side.</summary>
    /// <param name="rows">[n x width].</param>
    /// <param name="leafSize">Most points of a leaf, at least 2.</param>
    /// <returns>Order [n]: the points, leaf after leaf; Starts: where each leaf begins, then n.</returns>
    public static (int[] Order, int[] Starts) Grow(float[] rows, int width, int leafSize, ulong seed, CancellationToken cancellation)
    {
        var order = new int[rows.Length / width];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        var projections = new float[order.Length];
        var direction = new float[width];
        var random = new SeededRandom(seed);
        var starts = new List<int>();
        var open = new Stack<(int Start, int End)>([(0, order.Length)]);
        while (open.TryPop(out var part))
        {
            var (start, end) = part;
            if (end - start <= leafSize)
            {
                starts.Add(start);
                continue;
            }

            cancellation.ThrowIfCancellationRequested();
            var members = order.AsSpan(start, end - start);
            var middle = start + Split(rows, width, members, projections.AsSpan(0, members.Length), direction, random);
            // The left part is taken first, so that leaves come in the order of their places.
            open.Push((middle, end));
            open.Push((start, middle));
        }

        starts.Add(order.Length);
        return (order, [.. starts]);
    }

    /// <summary>Reorders members so that one side of the cut comes first; returns its size, never 0 nor all.</summary>
    private static int Split(
        float[] rows, int width, Span<int> members, Span<float> projections, float[] direction, SeededRandom random)
    {
        var left = rows.AsSpan(members[random.Next(members.Length)] * width, width);
        var right = rows.AsSpan(members[random.Next(members.Length)] * width, width);
        double middle = 0;
        for (var w = 0; w < width; w++)
        {
            direction[w] = right[w] - left[w];
            middle += direction[w] * (((double)left[w] + right[w]) / 2);
        }

        for (var i = 0; i < members.Length; i++)
            projections[i] = RowDistance.Dot(direction, rows.AsSpan(members[i] * width, width));
        var size = Partition(members, projections, (float)middle);
        if (Math.Min(size, members.Length - size) >= LeastShare * members.Length)
            return size;
        projections.Sort(members);
        return members.Length / 2;
    }

    private static int Partition(Span<int> members, Span<float> projections, float middle)
    {
        var size = 0;
        for (var i = 0; i < members.Length; i++)
        {
            if (projections[i] >= middle)
                continue;
            (members[size], members[i]) = (members[i], members[size]);
            (projections[size], projections[i]) = (projections[i], projections[size]);
            size++;
        }

        return size;
    }
}
