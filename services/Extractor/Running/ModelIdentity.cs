using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AttentionViz.Extractor.Running;

/// <summary>
/// A model's identity: SHA-256 over its files, each preceded by its name (UTF-8, closed by a zero
/// byte) and its size (8 bytes, little-endian). The graph comes first and is always named
/// "model.onnx"; then its external data files and, where present, the configuration and tokenizer
/// files of <see cref="SideFiles"/>, all in ordinal order of their relative names.
/// </summary>
public static class ModelIdentity
{
    /// <summary>Files beside the graph that change what a model does.</summary>
    public static IReadOnlyList<string> SideFiles { get; } =
    [
        "added_tokens.json", "config.json", "merges.txt", "preprocessor_config.json",
        "special_tokens_map.json", "tokenizer.json", "tokenizer_config.json", "vocab.json", "vocab.txt",
    ];

    /// <param name="folder">Folder that the relative names refer to.</param>
    /// <param name="graphPath">The .onnx file.</param>
    /// <param name="externalFiles">Relative names of external data files.</param>
    internal static string Compute(string folder, string graphPath, IEnumerable<string> externalFiles, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, "model.onnx", graphPath, ct);
        var others = externalFiles.Concat(SideFiles.Where(name => File.Exists(Path.Combine(folder, name))));
        foreach (var name in others.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            Append(hash, name, Path.Combine(folder, name), ct);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string name, string path, CancellationToken ct)
    {
        using var file = File.OpenRead(path);
        Span<byte> size = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(size, file.Length);
        hash.AppendData(Encoding.UTF8.GetBytes(name + '\0'));
        hash.AppendData(size);
        var buffer = new byte[1 << 17];
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            ct.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
        }
    }
}
