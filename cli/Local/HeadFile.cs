using System.Text.Json;
using System.Text.Json.Serialization;
using AttentionViz.Cli.Running;

namespace AttentionViz.Cli.Local;

/// <summary>What is in a head's .head.json.</summary>
/// <param name="Scale">Attention is softmax(scale * q.k + mask).</param>
/// <param name="Causal">A query sees no later position.</param>
/// <param name="KeyHead">The key head that the query head reads.</param>
/// <param name="QuerySide">"source" or "target": whose tokens ask; null, and not written, for a model fed by one sequence.</param>
/// <param name="KeySide">The same of the tokens that are looked at.</param>
internal sealed record HeadFile(
    double Scale, bool Causal, int KeyHead,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? QuerySide = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? KeySide = null)
{
    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, JsonLines.Format) + "\n");

    /// <summary>The file that 'extract' wrote beside a head's queries; null when there is none.</summary>
    public static HeadFile? Beside(string queries)
    {
        const string Ending = ".q.npy";
        if (!queries.EndsWith(Ending, StringComparison.Ordinal)) return null;
        var path = queries[..^Ending.Length] + ".head.json";
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize<HeadFile>(File.ReadAllText(path), JsonLines.Format);
        }
        catch (JsonException e)
        {
            throw ToolException.Unusable($"'{path}' cannot be read: {e.Message} Extract the head again, or give --scale and another file name");
        }
    }
}
