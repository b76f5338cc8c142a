using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Running;
using AttentionViz.Pipeline.Atlases;
using TokenSide = AttentionViz.V1.TokenSide;

namespace AttentionViz.Cli.Local;

/// <summary>The files of every head of an extraction, filled part by part.</summary>
internal sealed class HeadWriter
{
    private readonly Dictionary<(int Layer, int Head), (GrowingMatrix Queries, GrowingMatrix Keys)> _files = [];
    private readonly Dictionary<int, AttentionLayer> _layers;

    /// <param name="tokens">Tokens of a side.</param>
    public HeadWriter(string folder, IReadOnlyList<AttentionLayer> layers, Func<TokenSide, int> tokens)
    {
        _layers = layers.ToDictionary(l => l.Layer);
        foreach (var layer in layers)
        {
            for (var head = 0; head < layer.Heads; head++)
            {
                var stem = Path.Combine(folder, $"L{layer.Layer}.H{head}");
                new HeadFile(layer.Scale, layer.Causal, layer.KeyHeadOf[head], SideWords.Of(layer.QuerySide), SideWords.Of(layer.KeySide)).Write($"{stem}.head.json");
                _files[(layer.Layer, head)] =
                (
                    new GrowingMatrix($"{stem}.q.npy", tokens(layer.QuerySide), layer.HeadWidth),
                    new GrowingMatrix($"{stem}.k.npy", tokens(layer.KeySide), layer.HeadWidth));
            }
        }
    }

    /// <summary>Every query head gets the keys it reads, also where heads share them: each pair of files stands alone.</summary>
    public void Append(IReadOnlyList<LayerRows> part)
    {
        foreach (var rows in part)
        {
            for (var head = 0; head < rows.Queries.Length; head++)
            {
                var (queries, keys) = _files[(rows.Layer, head)];
                queries.Append(Values(rows.Queries[head]!));
                keys.Append(Values(rows.Keys[_layers[rows.Layer].KeyHeadOf[head]]!));
            }
        }
    }

    /// <summary>Extracted without narrowing, so the chunk holds float32 as the file does.</summary>
    private static ReadOnlySpan<byte> Values(VectorRows rows) => VectorChunk.Body(rows.Chunk).Span;
}
