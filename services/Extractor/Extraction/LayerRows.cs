using AttentionViz.Pipeline.Atlases;

namespace AttentionViz.Extractor.Extraction;

/// <summary>What one shard gives to one layer: rows of the sequences drawn, sums over all.</summary>
/// <param name="Queries">By head, rows x width.</param>
/// <param name="Keys">By key head, rows x width.</param>
/// <param name="ValueNorms">By key head, one a row.</param>
/// <param name="Statistics">By head.</param>
public sealed record LayerRows(
    int Layer, int Width, float[][] Queries, float[][] Keys, float[][] ValueNorms, HeadStatistics[] Statistics);
