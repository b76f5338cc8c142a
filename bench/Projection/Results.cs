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
        var divergence = row.Divergence is { } kl ? string.Create(CultureInfo.InvariantCulture, $"  KL {kl:0.0000}") : "";
        var figures = row.Recall is { } recall ? string.Create(CultureInfo.InvariantCulture, $"{divergence}  recall@10 {recall:0.000}  {row.Note}") : "";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {row.Stage,-12} {row.CpuSeconds,9:0.000} CPU s{figures}"));
    }

    public void Save() => File.WriteAllText(Path.Combine(folder, "results.json"), JsonSerializer.Serialize(_rows, Format));
}
