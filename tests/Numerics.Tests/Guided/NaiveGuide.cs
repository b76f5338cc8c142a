namespace AttentionViz.Numerics.Tests.Guided;

/// <summary>The guide's divergence as it is written down, in double precision.</summary>
internal static class NaiveGuide
{
    /// <summary>Keys of one query by descending logit, equal ones by row.</summary>
    public static int[] Attended(HeadVectors head, int sequence, int query)
    {
        var (start, end) = head.Attendable(sequence, query);
        double Logit(int key) => head.Scale * Enumerable.Range(0, head.Width).Sum(w => (double)head.Query(query)[w] * head.Key(key)[w]);
        return [.. Enumerable.Range(start, Math.Max(0, end - start)).OrderByDescending(Logit).Take(Math.Clamp(end - start - 1, 0, 3))];
    }

    /// <summary>mean_i KL(a_i || r_i) of a map [n x dimensions] for a similarity of squared distances.</summary>
    public static double Divergence(HeadVectors head, double[] map, int dimensions, Func<double, double> similarity)
    {
        double total = 0;
        var queries = 0;
        for (var s = 0; s < head.Sequences; s++)
        {
            for (var i = head.QueryStarts[s]; i < head.QueryStarts[s + 1]; i++)
            {
                var attended = Attended(head, s, i);
                if (attended.Length == 0)
                    continue;
                var (start, end) = head.Attendable(s, i);
                var sum = Enumerable.Range(start, end - start).Sum(j => similarity(Square(i, j)));
                total += attended.Sum(j => Math.Log(1.0 / attended.Length / (similarity(Square(i, j)) / sum)) / attended.Length);
                queries++;
            }
        }

        return total / queries;

        double Square(int query, int key) => Enumerable.Range(0, dimensions)
            .Sum(d => Math.Pow(map[(query * dimensions) + d] - map[((head.QueryCount + key) * dimensions) + d], 2));
    }
}
