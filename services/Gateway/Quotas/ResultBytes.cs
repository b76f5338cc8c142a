using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Quotas;

/// <summary>What a job's results are expected to take, until they are there to be measured.</summary>
internal static class ResultBytes
{
    /// <param name="spec">With every default filled in.</param>
    public static long Expect(JobSpec spec, Model model)
    {
        long rows = spec.TokenBudget;
        var heads = HeadSelection.Of(spec, model);
        // Points of queries and of keys, float32.
        var maps = heads.Count * spec.Maps.Sum(m => (long)m.Dimensions) * 2 * rows * sizeof(float);
        if (!spec.RetainVectors) return maps;
        var wanted = heads.GroupBy(h => h.Layer).Sum(h =>
        {
            var layer = model.Layers.First(l => l.Layer == h.Key);
            var keyHeads = h.Select(head => HeadSelection.KeyHead(layer, head.Head)).Distinct().Count();
            // Vectors in float16, and norms of queries, keys and values.
            return ((long)layer.HeadWidth * 2 * (h.Count() + keyHeads)) + (sizeof(float) * (h.Count() + (2 * keyHeads)));
        });
        return maps + (rows * wanted);
    }
}
