using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AttentionViz.Extractor.Running;

namespace AttentionViz.Extractor.Inspection;

/// <summary>What `inspect` prints for one model.</summary>
public sealed record InspectionReport(
    string Model,
    string Sha256,
    IReadOnlyList<LayerReport> Layers,
    IReadOnlyList<string> Notes)
{
    /// <summary>One JSON object, camelCase, without line breaks.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, InspectionJson.Readable.InspectionReport);

    internal static InspectionReport From(ModelDescriptor model) => new(
        model.Name,
        model.Sha256,
        [.. model.Layers.Select(LayerReport.From)],
        model.Notes);
}

/// <summary>One attention layer; <paramref name="VerifiedError"/> is null where no finite figure exists.</summary>
public sealed record LayerReport(
    int Layer,
    string Kind,
    int Heads,
    int KeyHeads,
    int HeadWidth,
    double Scale,
    bool Causal,
    string Pattern,
    double? VerifiedError)
{
    internal static LayerReport From(AttentionLayer layer) => new(
        layer.Layer,
        layer.Kind == AttentionKind.Self ? "self" : "cross",
        layer.Heads,
        layer.KeyHeads,
        layer.HeadWidth,
        layer.Scale,
        layer.Causal,
        layer.Pattern,
        layer.VerifiedError);
}

[JsonSerializable(typeof(InspectionReport))]
internal sealed partial class InspectionJson : JsonSerializerContext
{
    /// <summary>Leaves characters such as &gt; as they are: the text goes to a terminal, never into HTML.</summary>
    public static InspectionJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
