using AttentionViz.Gateway.Atlases;
using AttentionViz.Numerics.Comparison;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Explore;

/// <summary>
/// Two heads, of one job or of two, over the same sequences: how far apart their rows of attention are, and how alike their
/// clouds of queries and of keys. Their widths may differ, their sides may not. Memory is that of one shard of each. Not thread-safe.
/// </summary>
internal sealed class HeadPair(SequenceVectors left, AttentionLayer leftLayer, SequenceVectors right, AttentionLayer rightLayer)
{
    private readonly LinearCka _queries = new(leftLayer.HeadWidth, rightLayer.HeadWidth);
    private readonly LinearCka _keys = new(leftLayer.HeadWidth, rightLayer.HeadWidth);
    private double _distances;
    private long _rows;

    /// <summary>Mean Jensen-Shannon distance between rows of attention, 0..1; 0 where no row was added.</summary>
    public double MeanDistance => _rows > 0 ? _distances / _rows : 0;

    /// <summary>Mean linear CKA of queries and of keys, 0..1.</summary>
    public double Likeness => (_queries.Value + _keys.Value) / 2;

    /// <summary>The query whose row differs most: its sequence, its place among the queries of that sequence, and by how much.</summary>
    public (SequencePlace Place, int Query, double Distance) Farthest { get; private set; } = (default, 0, -1);

    /// <param name="attention">Compare rows of attention.</param>
    /// <param name="geometry">Compare clouds.</param>
    public async Task AddAsync(SequencePlace leftPlace, SequencePlace rightPlace, bool attention, bool geometry, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (leftQueries, leftKeys) = await left.ReadAsync(leftPlace);
        var (rightQueries, rightKeys) = await right.ReadAsync(rightPlace);
        if (geometry)
        {
            _queries.Add(leftQueries.Span, rightQueries.Span);
            _keys.Add(leftKeys.Span, rightKeys.Span);
        }

        if (attention)
        {
            AddRows(
                leftPlace, new SequenceAttention(leftLayer, leftQueries.Span, leftKeys.Span), new SequenceAttention(rightLayer, rightQueries.Span, rightKeys.Span),
                cancellationToken);
        }
    }

    private void AddRows(SequencePlace place, SequenceAttention mine, SequenceAttention other, CancellationToken cancellationToken)
    {
        var (p, q, scratch) = (new double[mine.Keys], new double[mine.Keys], new double[2 * mine.Keys]);
        // A target without a source has queries and nothing to look at.
        for (var query = 0; mine.Keys > 0 && query < mine.Queries; query++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            mine.Weights(query, p);
            other.Weights(query, q);
            var distance = JensenShannon.Distance(p, q, scratch);
            if (distance > Farthest.Distance) Farthest = (place, query, distance);
            _distances += distance;
            _rows++;
        }
    }
}
