using AttentionViz.Pipeline.Atlases;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Tests.Explore;

/// <summary>The answers in plain loops, written from their definitions.</summary>
internal static class Naive
{
    /// <summary>Weights of one sequence by query and key of the layer's sides.</summary>
    public static double[][] Attention(ExploreJob job, int layer, int head, long sequence)
    {
        var facts = job.Layer(layer);
        int[] Points(TokenSide side) => [.. job.Of(side).Select((w, i) => (w.Line.Index, i)).Where(p => p.Index == sequence).Select(p => p.i)];
        var (queries, keys) = (Points(facts.QuerySide), Points(facts.KeySide));
        return [.. queries.Select((query, i) =>
        {
            var exps = keys.Select((key, j) => facts.Causal && j > i ? 0 : Math.Exp(Logit(job, layer, head, query, key))).ToArray();
            return exps.Select(e => e / exps.Sum()).ToArray();
        })];
    }

    public static double Logit(ExploreJob job, int layer, int head, int query, int key) =>
        job.Layer(layer).Scale * job.Vector(VectorPart.Query, layer, head, query).Zip(job.Vector(VectorPart.Key, layer, head, key), (a, b) => a * b).Sum();

    /// <summary>For each query of the sequences that both jobs drew, how far its rows of attention are apart.</summary>
    public static List<(long Sequence, int Query, double Distance)> AttentionDistances(ExploreJob a, (int Layer, int Head) headA, ExploreJob b, (int Layer, int Head) headB)
    {
        var distances = new List<(long, int, double)>();
        foreach (var sequence in a.Words.Select(w => w.Line.Index).Distinct().Intersect(b.Words.Select(w => w.Line.Index)))
        {
            var (left, right) = (Attention(a, headA.Layer, headA.Head, sequence), Attention(b, headB.Layer, headB.Head, sequence));
            for (var i = 0; i < left.Length; i++) distances.Add((sequence, i, Distance(left[i], right[i])));
        }

        return distances;
    }

    /// <summary>Square root of the Jensen-Shannon divergence in bits, from entropies.</summary>
    public static double Distance(double[] p, double[] q)
    {
        static double Entropy(IEnumerable<double> values) => values.Sum(v => v > 0 ? -v * Math.Log(v) / Math.Log(2) : 0);
        return Math.Sqrt(Math.Max(0, Entropy(p.Zip(q, (a, b) => (a + b) / 2)) - ((Entropy(p) + Entropy(q)) / 2)));
    }

    /// <summary>Mean linear CKA of queries and of keys over the sequences that both drew.</summary>
    public static double Geometry(ExploreJob a, (int Layer, int Head) headA, ExploreJob b, (int Layer, int Head) headB)
    {
        var common = a.Words.Select(w => w.Line.Index).Intersect(b.Words.Select(w => w.Line.Index)).ToHashSet();
        double[][] Rows(ExploreJob job, (int Layer, int Head) head, VectorPart part)
        {
            var side = part == VectorPart.Query ? job.Layer(head.Layer).QuerySide : job.Layer(head.Layer).KeySide;
            return [.. job.Of(side).Select((w, i) => (w, i)).Where(p => common.Contains(p.w.Line.Index)).Select(p => job.Vector(part, head.Layer, head.Head, p.i))];
        }

        return (Cka(Rows(a, headA, VectorPart.Query), Rows(b, headB, VectorPart.Query)) + Cka(Rows(a, headA, VectorPart.Key), Rows(b, headB, VectorPart.Key))) / 2;
    }

    public static double ProfileDistance(HeadProfile a, HeadProfile b) =>
        Math.Sqrt(HeadProfile.Descriptor.Fields.InDeclarationOrder().Sum(f => Math.Pow((double)f.Accessor.GetValue(a) - (double)f.Accessor.GetValue(b), 2)));

    /// <summary>By matrices of items by items: HSIC(K, L) / sqrt(HSIC(K, K) HSIC(L, L)) with centred kernels.</summary>
    public static double Cka(double[][] x, double[][] y)
    {
        var (k, l) = (CentredKernel(x), CentredKernel(y));
        return Dot(k, l) / Math.Sqrt(Dot(k, k) * Dot(l, l));
    }

    private static double Dot(double[][] a, double[][] b) => a.Zip(b, (p, q) => p.Zip(q, (u, v) => u * v).Sum()).Sum();

    private static double[][] CentredKernel(double[][] rows)
    {
        var kernel = rows.Select(a => rows.Select(b => a.Zip(b, (u, v) => u * v).Sum()).ToArray()).ToArray();
        var means = kernel.Select(row => row.Average()).ToArray();
        var mean = means.Average();
        return [.. kernel.Select((row, i) => row.Select((v, j) => v - means[i] - means[j] + mean).ToArray())];
    }
}
