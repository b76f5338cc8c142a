using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using AttentionViz.Pipeline.Corpora.Images;

namespace AttentionViz.Pipeline.Corpora;

/// <summary>One sequence of a corpus as it was read.</summary>
/// <param name="Index">Zero-based place in the corpus.</param>
/// <param name="Id">The line's own "id", empty when it has none; an image's name in its zip.</param>
/// <param name="Text">Whole text; null for an image and for a sequence given as token ids.</param>
/// <param name="Ids">Token ids; null for an image and for a sequence given as text.</param>
/// <param name="Tokens">What to show for each of <paramref name="Ids"/>; null when not given.</param>
/// <param name="Metadata">Other fields of the line: strings or numbers.</param>
public sealed record SequenceRecord(
    long Index,
    string Id,
    string? Text,
    int[]? Ids,
    string[]? Tokens,
    IReadOnlyDictionary<string, JsonValue> Metadata)
{
    /// <summary>What the decoder of an encoder-decoder is to produce; null when the line gives none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Target { get; init; }

    /// <summary>The same as token ids; null when the line gives none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int[]? TargetIds { get; init; }

    /// <summary>Set for an image; its bytes are read with <see cref="CorpusStore.ReadImageAsync"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImageEntry? Image { get; init; }
}
