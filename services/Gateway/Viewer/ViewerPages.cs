using AttentionViz.Gateway.Security;
using Microsoft.Extensions.Primitives;

namespace AttentionViz.Gateway.Viewer;

/// <summary>
/// Serves the viewer, a route for each of its files. They hold nothing of anybody's, so they are open to everyone, who types a key
/// into the page, and do not count as calls.
/// </summary>
internal static class ViewerPages
{
    /// <summary>Only what this gateway serves may run, be shown or be called; pictures also come out of answers and canvases.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; "
        + "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Whether there is a viewer to serve.</summary>
    public static bool MapViewer(this WebApplication app)
    {
        var files = app.Services.GetRequiredService<ViewerFiles>();
        if (files.Index is not { } index) return false;
        app.Map("/", index);
        foreach (var file in files.All) app.Map($"/{file.Path}", file);
        return true;
    }

    private static void Map(this WebApplication app, string path, ViewerFile file) =>
        app.MapMethods(path, Methods, (HttpContext http) => Answer(http, file)).Needs(MethodRule.Open);

    private static IResult Answer(HttpContext http, ViewerFile file)
    {
        var copy = file.CopyFor(http.Request);
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = file.CacheControl;
        headers.Vary = StringValues.Concat(headers.Vary, "Accept-Encoding");
        if (copy.Encoding is not null) headers.ContentEncoding = copy.Encoding;
        return Results.Bytes(copy.Bytes, file.ContentType, entityTag: copy.Tag);
    }
}
