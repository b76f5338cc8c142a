using System.Security.Cryptography;
using System.Text;

namespace AttentionViz.Extractor.Models.Hub;

/// <summary>What the hub says a file's content hashes to.</summary>
/// <param name="Hex">64 digits: SHA-256 of the content; 40 digits: git's SHA-1, of the content after a header with its size.</param>
internal sealed record Checksum(string Hex)
{
    private const int Sha256Digits = 64;

    private const int GitDigits = 40;

    /// <summary>Null when the text is no such hash.</summary>
    public static Checksum? Of(string? hex) =>
        hex is { Length: Sha256Digits or GitDigits } && hex.All(char.IsAsciiHexDigit) ? new Checksum(hex.ToLowerInvariant()) : null;

    /// <summary>From an HTTP entity tag; null when that is no hash.</summary>
    public static Checksum? OfTag(string? tag) => Of(tag?.Replace("W/", "", StringComparison.Ordinal).Trim('"'));

    /// <summary>Whether the file has that content.</summary>
    public async Task<bool> MatchesAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        using var hash = IncrementalHash.CreateHash(Hex.Length == Sha256Digits ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1);
        if (Hex.Length == GitDigits) hash.AppendData(Encoding.ASCII.GetBytes($"blob {file.Length}\0"));
        var buffer = new byte[1 << 17];
        for (int read; (read = await file.ReadAsync(buffer, cancellationToken)) > 0;) hash.AppendData(buffer, 0, read);
        return Convert.ToHexStringLower(hash.GetHashAndReset()) == Hex;
    }
}
