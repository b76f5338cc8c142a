namespace AttentionViz.Numerics.Fidelity;

internal static class Logit
{
    /// <summary>scale * q.k.</summary>
    public static double Of(HeadVectors head, int query, int key)
    {
        var q = head.Query(query);
        var k = head.Key(key);
        double sum = 0;
        for (var w = 0; w < q.Length; w++)
            sum += (double)q[w] * k[w];
        return head.Scale * sum;
    }
}
