using System.IO.Compression;
using Microsoft.AspNetCore.StaticFiles;

namespace AttentionViz.Gateway.Viewer;

/// <summary>A file of the viewer with all that is told of it.</summary>
internal sealed class ViewerFile
{
    private static readonly FileExtensionContentTypeProvider Types = new();

    // Pictures and fonts are compressed already.
    private static readonly string[] Compressible = ["text/", "application/json", "application/manifest+json", "application/wasm", "image/svg+xml"];

    private readonly ViewerCopy _plain;
    private readonly Lazy<ViewerCopy> _smallest;

    /// <param name="path">Below the viewer's folder, with slashes: "assets/index-1a2b.js".</param>
    public ViewerFile(string path, byte[] bytes)
    {
        Path = path;
        var type = Types.TryGetContentType(path, out var known) ? known : "application/octet-stream";
        ContentType = type.StartsWith("text/", StringComparison.Ordinal) ? $"{type}; charset=utf-8" : type;
        // Names below assets hold a hash of what is in the file; other names stay when it changes.
        CacheControl = path.StartsWith("assets/", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
        _plain = new ViewerCopy(bytes, null);
        _smallest = new Lazy<ViewerCopy>(() => Array.Exists(Compressible, type.StartsWith) ? Smaller(_plain) : _plain);
    }

    public string Path { get; }

    public string ContentType { get; }

    public string CacheControl { get; }

    /// <summary>The file as this client is best sent it.</summary>
    public ViewerCopy CopyFor(HttpRequest request) => TakesGzip(request) ? _smallest.Value : _plain;

    private static bool TakesGzip(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding;
        var gzip = accepted.FirstOrDefault(a => a.Value.Equals(ViewerCopy.Gzip, StringComparison.OrdinalIgnoreCase)) ?? accepted.FirstOrDefault(a => a.Value == "*");
        return gzip is not null && gzip.Quality is null or > 0;
    }

    private static ViewerCopy Smaller(ViewerCopy plain)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.SmallestSize)) gzip.Write(plain.Bytes);
        var bytes = zipped.ToArray();
        return bytes.Length < plain.Bytes.Length ? new ViewerCopy(bytes, ViewerCopy.Gzip) : plain;
    }
}
