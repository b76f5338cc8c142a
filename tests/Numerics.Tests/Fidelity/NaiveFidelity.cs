using AttentionViz.Numerics.Neighbours;

namespace AttentionViz.Numerics.Tests.Fidelity;

/// <summary>Every figure straight from its definition, by sorting whole rows.</summary>
internal sealed class NaiveFidelity(HeadVectors head, float[] aligned, Metric metric, float[] map, int dimensions)
{
    private readonly int _n = head.QueryCount;

    public double Raw(int a, int b) => Distance([.. head.Queries, .. head.Keys], head.Width, metric, a, b);

    public double Aligned(int a, int b) => Distance(aligned, head.Width, metric, a, b);

    public double Map(int a, int b) => Distance(map, dimensions, Metric.Euclidean, a, b);

    public double Correlation(Func<int, int, double> distance)
    {
        var pairs = new List<(double Logit, double Distance)>();
        for (var s = 0; s < head.Sequences; s++)
        {
            for (var i = head.QueryStarts[s]; i < head.QueryStarts[s + 1]; i++)
            {
                var (start, end) = head.Attendable(s, i);
                for (var j = start; j < end; j++)
                    pairs.Add((Logit(i, j), distance(i, _n + j)));
            }
        }

        var x = pairs.Select(p => Rank(pairs, p.Logit, q => q.Logit)).ToArray();
        var y = pairs.Select(p => Rank(pairs, p.Distance, q => q.Distance)).ToArray();
        double mx = x.Average(), my = y.Average();
        var covariance = x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum();
        return covariance / Math.Sqrt(x.Sum(a => (a - mx) * (a - mx)) * y.Sum(b => (b - my) * (b - my)));
    }

    public double SequenceRecall(Func<int, int, double> distance)
    {
        var recalls = new List<double>();
        for (var s = 0; s < head.Sequences; s++)
        {
            for (var i = head.QueryStarts[s]; i < head.QueryStarts[s + 1]; i++)
            {
                var (start, end) = head.Attendable(s, i);
                if (end - start <= 3)
                    continue;
                var keys = Enumerable.Range(start, end - start).ToArray();
                var attended = keys.OrderByDescending(j => Logit(i, j)).Take(3);
                recalls.Add(keys.OrderBy(j => distance(i, _n + j)).Take(3).Intersect(attended).Count() / 3.0);
            }
        }

        return recalls.Average();
    }

    public double CorpusRecall(Func<int, int, double> distance)
    {
        var keys = Enumerable.Range(0, head.KeyCount).ToArray();
        return Enumerable.Range(0, _n).Average(i => keys.OrderBy(j => distance(i, _n + j)).Take(10)
            .Intersect(keys.OrderByDescending(j => Logit(i, j)).Take(10)).Count() / 10.0);
    }

    public double Mixing(Func<int, int, double> distance) =>
        Enumerable.Range(0, _n).Average(i => Nearest(distance, i).Take(20).Count(j => j >= _n) / 20.0);

    public double KnnRecall(Func<int, int, double> distance) =>
        Enumerable.Range(0, head.Points).Average(i => Nearest(distance, i).Take(10).Intersect(Nearest(Aligned, i).Take(10)).Count() / 10.0);

    public double WithinTypeKnnRecall(Func<int, int, double> distance) => Enumerable.Range(0, head.Points).Average(i =>
    {
        bool OfKind(int j) => j < _n == i < _n;
        return Nearest(distance, i).Where(OfKind).Take(10).Intersect(Nearest(Aligned, i).Where(OfKind).Take(10)).Count() / 10.0;
    });

    public double Trustworthiness(Func<int, int, double> distance)
    {
        const int K = 12;
        double n = head.Points, penalty = 0;
        for (var i = 0; i < n; i++)
        {
            var ranks = Nearest(Aligned, i).ToList();
            penalty += Nearest(distance, i).Take(K).Sum(j => Math.Max(0, ranks.IndexOf(j) + 1 - K));
        }

        return 1 - (2 / (n * K * ((2 * n) - (3 * K) - 1)) * penalty);
    }

    private IEnumerable<int> Nearest(Func<int, int, double> distance, int i) =>
        Enumerable.Range(0, head.Points).Where(j => j != i).OrderBy(j => distance(i, j));

    private double Logit(int i, int j)
    {
        double sum = 0;
        for (var w = 0; w < head.Width; w++)
            sum += (double)head.Query(i)[w] * head.Key(j)[w];
        return head.Scale * sum;
    }

    private static double Rank(List<(double Logit, double Distance)> pairs, double value, Func<(double Logit, double Distance), double> of) =>
        pairs.Count(p => of(p) < value) + ((pairs.Count(p => of(p) == value) + 1) / 2.0);

    private static double Distance(float[] points, int width, Metric metric, int a, int b)
    {
        double square = 0, dot = 0, left = 0, right = 0;
        for (var w = 0; w < width; w++)
        {
            double x = points[(a * width) + w], y = points[(b * width) + w];
            square += (x - y) * (x - y);
            dot += x * y;
            left += x * x;
            right += y * y;
        }

        return metric == Metric.Euclidean ? Math.Sqrt(square) : 1 - (dot / Math.Sqrt(left * right));
    }
}
