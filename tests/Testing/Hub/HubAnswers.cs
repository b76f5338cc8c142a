using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace AttentionViz.Testing.Hub;

/// <summary>What a hub answers on each of its routes.</summary>
internal static class HubAnswers
{
    public static IResult Revision(FakeHub hub, HttpContext context, string id, string revision)
    {
        if (Refused(hub, context, id, revision, out var repository, out var files) is { } refusal) return refusal;
        var siblings = files.Select(file => hub.ListsBlobs ? Sibling(file.Key, file.Value) : new JsonObject { ["rfilename"] = file.Key });
        return Json(new JsonObject
        {
            ["id"] = id,
            ["sha"] = repository.CommitOf(revision),
            ["gated"] = repository.Gated ? "manual" : false,
            ["siblings"] = new JsonArray([.. siblings]),
        });
    }

    public static IResult Tree(FakeHub hub, HttpContext context, string id, string revision)
    {
        if (Refused(hub, context, id, revision, out _, out var files) is { } refusal) return refusal;
        var from = int.TryParse(context.Request.Query["cursor"], out var cursor) ? cursor : 0;
        if (files.Count - from > hub.TreePage)
        {
            var next = new Uri(hub.Endpoint, $"{context.Request.Path}?recursive=true&cursor={from + hub.TreePage}");
            context.Response.Headers.Link = $"<{hub.Endpoint}>; rel=\"first\", <{next}>; rel=\"next\"";
        }

        return Json(new JsonArray([.. files.Skip(from).Take(hub.TreePage).Select(file => Entry(file.Key, file.Value))]));
    }

    public static IResult Resolve(FakeHub hub, HttpContext context, string id, string revision, string[] path)
    {
        if (Refused(hub, context, id, revision, out var repository, out var files) is { } refusal) return refusal;
        if (repository.Gated) return Error(context, 403, "GatedRepo");
        if (files.GetValueOrDefault(string.Join('/', path)) is not { } file) return Error(context, 404, "EntryNotFound");
        context.Response.Headers["X-Repo-Commit"] = repository.CommitOf(revision);
        if (!file.Large) return Results.Bytes(file.Content, entityTag: new EntityTagHeaderValue($"\"{file.GitId}\""), enableRangeProcessing: true);
        context.Response.Headers["X-Linked-Etag"] = $"\"{file.Sha256}\"";
        context.Response.Headers["X-Linked-Size"] = $"{file.Size}";
        return Results.Redirect(new Uri(hub.Storage, $"storage/{id}/{revision}/{string.Join('/', path)}?signature=1").AbsoluteUri);
    }

    public static IResult Content(FakeHub hub, string id, string revision, string[] path) =>
        Results.Bytes(hub.Repositories[id].Find(revision)![string.Join('/', path)].Content, enableRangeProcessing: true);

    private static IResult? Refused(
        FakeHub hub, HttpContext context, string id, string revision, out HubRepository repository, out Dictionary<string, HubFile> files)
    {
        (repository, files) = (hub.Repositories.GetValueOrDefault(id)!, []);
        var known = context.Request.Headers.Authorization.ToString();
        // The hub does not tell strangers whether a repository is private or absent.
        if (repository is null) return Error(context, known.Length > 0 ? 404 : 401, "RepoNotFound");
        if (repository.Token is { } token && known != $"Bearer {token}") return Error(context, 401, "RepoNotFound");
        if (repository.Find(revision) is not { } found) return Error(context, 404, "RevisionNotFound");
        files = found;
        return null;
    }

    private static IResult Error(HttpContext context, int status, string code)
    {
        context.Response.Headers["X-Error-Code"] = code;
        return Results.Text("{}", "application/json", statusCode: status);
    }

    private static JsonObject Sibling(string path, HubFile file)
    {
        var entry = new JsonObject { ["rfilename"] = path, ["size"] = file.Size, ["blobId"] = file.GitId };
        if (file.Large) entry["lfs"] = new JsonObject { ["sha256"] = file.Sha256, ["size"] = file.Size, ["pointerSize"] = 130 };
        return entry;
    }

    private static JsonObject Entry(string path, HubFile file)
    {
        var entry = new JsonObject { ["type"] = "file", ["oid"] = file.GitId, ["size"] = file.Size, ["path"] = path };
        if (file.Large) entry["lfs"] = new JsonObject { ["oid"] = file.Sha256, ["size"] = file.Size, ["pointerSize"] = 130 };
        return entry;
    }

    // Written out rather than by Results.Json, which wants services that this small host does not have.
    private static IResult Json(JsonNode node) => Results.Text(node.ToJsonString(), "application/json");
}
