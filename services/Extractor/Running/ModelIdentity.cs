using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Running;

/// <summary>
/// A model's identity: SHA-256 over its files, each preceded by its name (UTF-8, closed by a zero
/// byte) and its size (8 bytes, little-endian). The graph comes first and is always named
/// "model.onnx", an encoder and a decoder "encoder_model.onnx" and "decoder_model.onnx"; then their
/// external data files and, where present, the configuration and tokenizer files of
/// <see cref="SideFiles"/>, all in ordinal order of their relative names.
/// </summary>
public static class ModelIdentity
{
    /// <summary>Files beside the graph that change what a model does.</summary>
    public static IReadOnlyList<string> SideFiles { get; } =
    [
        "added_tokens.json", "config.json", "merges.txt", "preprocessor_config.json",
        "special_tokens_map.json", "tokenizer.json", "tokenizer_config.json", "vocab.json", "vocab.txt",
    ];

    /// <summary>With <see cref="SideFiles"/>, those that change what an encoder-decoder does.</summary>
    public static IReadOnlyList<string> PairSideFiles { get; } = [.. SideFiles, "generation_config.json"];

    /// <param name="folder">Where the configuration and tokenizer files are.</param>
    /// <param name="graphs">The graph, or encoder and decoder.</param>
    /// <param name="pairs">The model is an encoder-decoder.</param>
    internal static string Compute(string folder, IReadOnlyList<OnnxFile> graphs, bool pairs, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, graph) in Names(graphs.Count).Zip(graphs))
            Append(hash, name, graph.Path, ct);
        var external = graphs.SelectMany(graph => graph.ExternalFiles.Select(name => (name, path: Path.Combine(graph.Folder, name)))).DistinctBy(file => file.path);
        var beside = (pairs ? PairSideFiles : SideFiles).Select(name => (name, path: Path.Combine(folder, name))).Where(file => File.Exists(file.path));
        foreach (var (name, path) in external.Concat(beside).OrderBy(file => file.name, StringComparer.Ordinal))
            Append(hash, name, path, ct);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string[] Names(int graphs) => graphs == 1 ? ["model.onnx"] : [ModelFiles.Encoder, ModelFiles.Decoder];

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
