using AttentionViz.Extractor.Running;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Atlases.Statistics;

namespace AttentionViz.Extractor.Extraction;

/// <summary>A layer and the query heads wanted of it, ascending.</summary>
public sealed record WantedHeads(AttentionLayer Layer, IReadOnlyList<int> Heads)
{
    public static WantedHeads AllOf(AttentionLayer layer) => new(layer, [.. Enumerable.Range(0, layer.Heads)]);
}

/// <summary>What one shard gives to one layer: rows of the sequences drawn, sums over all. Null where a head is not wanted.</summary>
/// <param name="Queries">By head, rows of the layer's query side.</param>
/// <param name="Keys">By key head, rows of the layer's key side.</param>
/// <param name="ValueNorms">By key head, one a row of the key side.</param>
public sealed record LayerRows(int Layer, VectorRows?[] Queries, VectorRows?[] Keys, float[]?[] ValueNorms, LayerStatistics Statistics);
