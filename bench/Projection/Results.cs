using System.Globalization;
using System.Text.Json;

namespace AttentionViz.Bench.Projection;

/// <summary>Prints rows as they come and keeps them as JSON for the peers' script.</summary>
internal sealed class Results(string folder)
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };
    private readonly List<Row> _rows = [];

    public void Add(Row row)
    {
        _rows.Add(row);
        var figures = Figure("  {0,6:0.0} x floor", row.CpuSeconds / row.Floor) + Figure("  KL {0:0.0000}", row.Divergence) + Figure("  recall@10 {0:0.000}", row.Recall);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {row.Stage,-12} {row.CpuSeconds,9:0.000} CPU s{figures}  {row.Note}"));
    }

    /// <summary>How each stage grows from the fewest points to the most: seconds ~ n^exponent; n log n would have about 1.1.</summary>
    public void PrintGrowth()
    {
        foreach (var stage in _rows.GroupBy(r => (Shape: r.Data[..r.Data.LastIndexOf('-')], r.Stage)))
        {
            var (least, most) = (stage.MinBy(r => r.Points)!, stage.MaxBy(r => r.Points)!);
            if (most.Points == least.Points)
                continue;
            var exponent = Math.Log(most.CpuSeconds / least.CpuSeconds) / Math.Log((double)most.Points / least.Points);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{stage.Key.Shape} {stage.Key.Stage}, {least.Points} to {most.Points} points: n^{exponent:0.00}"));
        }
    }

    private static string Figure(string format, double? value) => value is { } given ? string.Format(CultureInfo.InvariantCulture, format, given) : "";

    public void Save() => File.WriteAllText(Path.Combine(folder, "results.json"), JsonSerializer.Serialize(_rows, Format));
}
