using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace AttentionViz.Gateway.Viewer;

/// <summary>The bytes of a file as they are sent, and a strong tag of just these.</summary>
/// <param name="bytes">What is sent.</param>
/// <param name="encoding">"gzip"; null = as the file is.</param>
internal sealed class ViewerCopy(byte[] bytes, string? encoding)
{
    public const string Gzip = "gzip";

    public byte[] Bytes { get; } = bytes;

    public string? Encoding { get; } = encoding;

    public EntityTagHeaderValue Tag { get; } = new($"\"{Base64Url.EncodeToString(SHA256.HashData(bytes).AsSpan(0, 18))}\"");
}
