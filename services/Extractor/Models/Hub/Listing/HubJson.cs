using System.Text.Json.Serialization;

namespace AttentionViz.Extractor.Models.Hub.Listing;

/// <summary>Answer of <c>/api/models/{id}/revision/{revision}</c>.</summary>
internal sealed record RevisionJson(
    [property: JsonPropertyName("sha")] string? Sha,
    [property: JsonPropertyName("siblings")] IReadOnlyList<SiblingJson>? Siblings);

internal sealed record SiblingJson(
    [property: JsonPropertyName("rfilename")] string? Name,
    [property: JsonPropertyName("size")] long? Size,
    [property: JsonPropertyName("blobId")] string? Blob,
    [property: JsonPropertyName("lfs")] LargeFileJson? LargeFile);

/// <summary>An entry of the answer of <c>/api/models/{id}/tree/{revision}</c>.</summary>
internal sealed record TreeEntryJson(
    [property: JsonPropertyName("type")] string? Type,
    [property: JsonPropertyName("path")] string? Path,
    [property: JsonPropertyName("size")] long? Size,
    [property: JsonPropertyName("oid")] string? Blob,
    [property: JsonPropertyName("lfs")] LargeFileJson? LargeFile);

/// <param name="Sha256">In the answer about a revision.</param>
/// <param name="Oid">The same in a tree.</param>
internal sealed record LargeFileJson(
    [property: JsonPropertyName("sha256")] string? Sha256,
    [property: JsonPropertyName("oid")] string? Oid,
    [property: JsonPropertyName("size")] long? Size);

[JsonSerializable(typeof(RevisionJson))]
[JsonSerializable(typeof(IReadOnlyList<TreeEntryJson>))]
internal sealed partial class HubJson : JsonSerializerContext;
