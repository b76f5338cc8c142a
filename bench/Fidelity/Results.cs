using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AttentionViz.Bench.Fidelity;

/// <summary>Rows as text, CSV or JSON.</summary>
internal static class Results
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
    };

    public static string Heading { get; } =
        "head   method mode                 c  recall  ±     raw  alig. random within (random)  mixing  (raw)    kNN (random)  trust (random)  x paper  x geom. softmax    s  fid.";

    public static string Line(Row r) => string.Create(
        CultureInfo.InvariantCulture,
        $"{r.Head,-6} {r.Method,-6} {r.Mode,-16} {F(r.C)}   {F(r.Recall3)} {F((r.Recall3High - r.Recall3Low) / 2)}  {F(r.Recall3Raw)} {F(r.Recall3Aligned)}  {F(r.Recall3Random)}   {F(r.WithinType)}   {F(r.WithinTypeRandom)}    {F(r.Mixing)}  {F(r.MixingRaw)}  {F(r.Knn)}   {F(r.KnnRandom)}    {F(r.Trust)}   {F(r.TrustRandom)}     {F(r.RecallRatio)}    {F(r.WithinTypeRatio)}   {r.Softmax:0e-0} {r.Seconds,5:0.00} {r.FidelityShare,5:0.0%}");

    /// <param name="path">Ends in .json or .csv.</param>
    public static void Write(string path, IReadOnlyList<Row> rows)
    {
        if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            File.WriteAllText(path, JsonSerializer.Serialize(rows, Json));
            return;
        }

        // Column names as in the JSON, so that both can be read alike.
        var columns = typeof(Row).GetProperties();
        File.WriteAllLines(path,
        [
            string.Join(',', columns.Select(c => JsonNamingPolicy.SnakeCaseLower.ConvertName(c.Name))),
            .. rows.Select(row => string.Join(',', columns.Select(c => Convert.ToString(c.GetValue(row), CultureInfo.InvariantCulture)))),
        ]);
    }

    private static string F(double value) => double.IsFinite(value) ? value.ToString("0.00", CultureInfo.InvariantCulture).PadLeft(5) : "    -";
}
