using AttentionViz.Extractor.Extraction;
using AttentionViz.Pipeline.Atlases.Statistics;

namespace AttentionViz.Extractor.Tests.Extraction;

/// <summary>The statistics by their definitions, pair by pair in double precision.</summary>
internal static class NaiveStatistics
{
    public static double[] Behaviour(EncodedSequence tokens, float[] queries, float[] keys, int width, float scale, bool causal)
    {
        var sums = new double[BehaviourSums.Length];
        var length = tokens.Length;
        for (var i = 0; i < length; i++)
        {
            var seen = causal ? i + 1 : length;
            var weights = Softmax([.. Enumerable.Range(0, seen).Select(j => scale * Dot(queries, i, keys, j, width))]);
            sums[BehaviourSums.Queries]++;
            Entropy(weights, sums);
            var (same, induction) = (false, false);
            for (var j = 0; j < seen; j++)
            {
                var (w, d) = (weights[j], j - i);
                sums[BehaviourSums.Distance + DistanceBins.Of(d)] += w;
                if (Math.Abs(d) <= DistanceBins.Exact) sums[BehaviourSums.DistanceQueries + d + DistanceBins.Exact]++;
                var punctuation = !tokens.Special[j] && tokens.Texts[j] == ",";
                if (j == 0) sums[BehaviourSums.First] += w;
                if (tokens.Special[j]) sums[BehaviourSums.Special] += w;
                if (punctuation) sums[BehaviourSums.Punctuation] += w;
                if (j == 0 || tokens.Special[j] || punctuation) sums[BehaviourSums.Sink] += w;
                if (j != i && tokens.Ids[j] == tokens.Ids[i]) (same, sums[BehaviourSums.SameToken]) = (true, sums[BehaviourSums.SameToken] + w);
                if (j > 0 && j != i && j - 1 < i && tokens.Ids[j - 1] == tokens.Ids[i]) (induction, sums[BehaviourSums.Induction]) = (true, sums[BehaviourSums.Induction] + w);
            }

            Grid(tokens, i, weights, sums);
            if (same) sums[BehaviourSums.SameTokenQueries]++;
            if (induction) sums[BehaviourSums.InductionQueries]++;
        }

        return sums;
    }

    /// <summary>Of a cross-attention head: queries of the target's tokens, keys of the source's.</summary>
    public static double[] CrossBehaviour(EncodedSequence tokens, float[] queries, float[] keys, int width, float scale)
    {
        var sums = new double[BehaviourSums.Length];
        var source = tokens.SourceLength!.Value;
        for (var i = 0; i < tokens.Length - source; i++)
        {
            var weights = Softmax([.. Enumerable.Range(0, source).Select(j => scale * Dot(queries, i, keys, j, width))]);
            sums[BehaviourSums.Queries]++;
            Entropy(weights, sums);
            for (var j = 0; j < source; j++)
            {
                sums[BehaviourSums.Distance + DistanceBins.Of(j - i)] += weights[j];
                var punctuation = !tokens.Special[j] && tokens.Texts[j] == ",";
                if (j == 0) sums[BehaviourSums.First] += weights[j];
                if (tokens.Special[j]) sums[BehaviourSums.Special] += weights[j];
                if (punctuation) sums[BehaviourSums.Punctuation] += weights[j];
                if (j == 0 || tokens.Special[j] || punctuation) sums[BehaviourSums.Sink] += weights[j];
                if (tokens.Ids[j] == tokens.Ids[source + i]) sums[BehaviourSums.SameToken] += weights[j];
            }

            if (tokens.Ids.Take(source).Contains(tokens.Ids[source + i])) sums[BehaviourSums.SameTokenQueries]++;
        }

        return sums;
    }

    public static double[] Moments(float[] vectors, int width)
    {
        var sums = new double[MomentSums.Length(width)];
        for (var i = 0; i < vectors.Length / width; i++)
        {
            double[] x = [.. vectors.AsSpan(i * width, width).ToArray().Select(v => (double)v)];
            sums[0]++;
            sums[1] += Math.Sqrt(x.Sum(v => v * v));
            for (var a = 0; a < width; a++)
            {
                sums[MomentSums.SumAt + a] += x[a];
                for (var b = a; b < width; b++) sums[MomentSums.ProductAt(width, a) + b - a] += x[a] * x[b];
            }
        }

        return sums;
    }

    private static void Grid(EncodedSequence tokens, int i, double[] weights, double[] sums)
    {
        if (tokens.Grid is not { Grid: { Rows: > 0 } grid }) return;
        (int Row, int Column)? Place(int position) =>
            position < grid.Leading ? null : ((position - grid.Leading) / grid.Columns, (position - grid.Leading) % grid.Columns);
        if (Place(i) is not { } mine) return;
        void Habit(int sum, Func<(int Row, int Column), bool> counts)
        {
            int[] others = [.. Enumerable.Range(0, weights.Length).Where(j => j != i && Place(j) is { } other && counts(other))];
            if (others.Length == 0) return;
            sums[sum] += others.Sum(j => weights[j]);
            sums[sum + 1]++;
        }

        Habit(BehaviourSums.Row, other => other.Row == mine.Row);
        Habit(BehaviourSums.Column, other => other.Column == mine.Column);
        Habit(BehaviourSums.Local, other => Math.Abs(other.Row - mine.Row) <= 1 && Math.Abs(other.Column - mine.Column) <= 1);
    }

    private static void Entropy(double[] weights, double[] sums)
    {
        if (weights.Length < 2) return;
        var entropy = -weights.Where(w => w > 0).Sum(w => w * Math.Log(w));
        sums[BehaviourSums.Choosing]++;
        sums[BehaviourSums.Entropy] += entropy / Math.Log(weights.Length);
        sums[BehaviourSums.Breadth] += (Math.Exp(entropy) - 1) / (weights.Length - 1);
    }

    private static double Dot(float[] queries, int i, float[] keys, int j, int width) =>
        Enumerable.Range(0, width).Sum(d => (double)queries[(i * width) + d] * keys[(j * width) + d]);

    private static double[] Softmax(double[] logits)
    {
        var powers = logits.Select(l => Math.Exp(l - logits.Max())).ToArray();
        return [.. powers.Select(p => p / powers.Sum())];
    }
}
