using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AttentionViz.Gateway.Security;

/// <summary>
/// API keys: "avz_" and 256 random bits. A plain SHA-256 is enough to keep them by: slow hashes are for passwords, which can
/// be guessed, and nobody goes through 2^256 keys.
/// </summary>
public static class ApiKeyText
{
    public const string Prefix = "avz_";

    public static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is configured of a key: 64 lower-case hex digits.</summary>
    public static string HashOf(string key) => Convert.ToHexStringLower(Digest(key));

    internal static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
