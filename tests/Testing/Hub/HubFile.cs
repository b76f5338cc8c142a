using System.Security.Cryptography;
using System.Text;

namespace AttentionViz.Testing.Hub;

/// <summary>A file of a repository on a <see cref="FakeHub"/>.</summary>
/// <param name="Large">Kept in large storage: listed with its SHA-256, served by another host.</param>
public sealed record HubFile(byte[] Content, bool Large)
{
    /// <summary>What the hub lists; another than the content's own makes the hub lie.</summary>
    public string Sha256 { get; init; } = Convert.ToHexStringLower(SHA256.HashData(Content));

#pragma warning disable CA5350 // It is git that names content by SHA-1.
    /// <summary>What the hub lists as git's id of the content.</summary>
    public string GitId { get; init; } = Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {Content.Length}\0"), .. Content]));
#pragma warning restore CA5350

    public long Size => Content.Length;

    public static HubFile Small(string text) => new(Encoding.UTF8.GetBytes(text), Large: false);
}
