using System.Globalization;
using System.Text;
using AttentionViz.Numerics;

namespace AttentionViz.Bench.Fidelity;

/// <summary>Maps of one head side by side as SVG: queries green, keys pink, lines from some queries to the key they attend to most.</summary>
internal static class SidePlot
{
    private const int Side = 420;
    private const int Margin = 12;
    private const int Top = 44;
    private const int Lines = 60;

    /// <param name="maps">What each is called, and its points: all queries, then all keys, in 2-D.</param>
    public static string Of(HeadVectors head, string title, IReadOnlyList<(string Name, float[] Points)> maps)
    {
        var svg = new StringBuilder();
        var width = (maps.Count * (Side + Margin)) + Margin;
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {Top + Side + Margin}\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<text x=\"{Margin}\" y=\"18\" font-size=\"14\">{title}</text>\n");
        var pairs = Attended(head);
        for (var m = 0; m < maps.Count; m++)
            Panel(svg, maps[m].Name, Scaled(maps[m].Points), Margin + (m * (Side + Margin)), head.QueryCount, pairs);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Panel(StringBuilder svg, string name, float[] points, int left, int queries, IReadOnlyList<(int Query, int Key)> pairs)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{left}\" y=\"{Top - 8}\">{name}</text>\n<g transform=\"translate({left} {Top})\" fill=\"none\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Side}\" height=\"{Side}\" stroke=\"#ccc\"/>\n");
        Points(svg, points, 0, queries, "#1a9850");
        Points(svg, points, queries, points.Length / 2, "#e7298a");
        svg.Append("<path stroke=\"#000\" stroke-width=\".7\" d=\"");
        foreach (var (query, key) in pairs)
        {
            Move(svg, points, query);
            svg.Append(CultureInfo.InvariantCulture, $"L{points[2 * (queries + key)]:0.#} {points[(2 * (queries + key)) + 1]:0.#}");
        }

        svg.Append("\"/>\n</g>\n");
    }

    /// <summary>Lines of no length with round ends: a dozen bytes a point.</summary>
    private static void Points(StringBuilder svg, float[] points, int start, int end, string colour)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<path stroke=\"{colour}\" stroke-opacity=\".55\" stroke-width=\"3.4\" stroke-linecap=\"round\" d=\"");
        for (var i = start; i < end; i++)
        {
            Move(svg, points, i);
            svg.Append("h0");
        }

        svg.Append("\"/>\n");
    }

    private static void Move(StringBuilder svg, float[] points, int i) =>
        svg.Append(CultureInfo.InvariantCulture, $"M{points[2 * i]:0.#} {points[(2 * i) + 1]:0.#}");

    /// <summary>Into the panel, both axes by one factor.</summary>
    private static float[] Scaled(float[] points)
    {
        var (x, y) = (points.Where((_, i) => i % 2 == 0).ToArray(), points.Where((_, i) => i % 2 == 1).ToArray());
        var factor = (Side - (2 * Margin)) / Math.Max(x.Max() - x.Min(), y.Max() - y.Min());
        float Place(float value, float[] all) => (Side / 2f) + (factor * (value - ((all.Max() + all.Min()) / 2)));
        return [.. x.Zip(y).SelectMany(p => new[] { Place(p.First, x), Place(p.Second, y) })];
    }

    /// <summary>Evenly chosen queries with more than one key in sight, each with its key of largest logit.</summary>
    private static List<(int Query, int Key)> Attended(HeadVectors head)
    {
        var pairs = new List<(int, int)>();
        var step = Math.Max(1, head.QueryCount / Lines);
        for (var s = 0; s < head.Sequences; s++)
        {
            for (var i = head.QueryStarts[s]; i < head.QueryStarts[s + 1]; i++)
            {
                var (start, end) = head.Attendable(s, i);
                if (i % step == 0 && end - start > 1)
                    pairs.Add((i, Enumerable.Range(start, end - start).MaxBy(j => Dot(head.Query(i), head.Key(j)) * head.Scale)));
            }
        }

        return pairs;
    }

    private static double Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        double sum = 0;
        for (var w = 0; w < left.Length; w++)
            sum += (double)left[w] * right[w];
        return sum;
    }
}
