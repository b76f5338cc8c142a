using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Guided;

/// <summary>
/// A of <see cref="AttentionGuide"/> and its gradient, <c>dA/dy_i = mean_i sum_j (a_ij - r_ij) f_ij (y_i - y_j)</c> with f of
/// <see cref="IMapSimilarity"/>, and the opposite for key j. A sequence moves by itself, so threads change nothing.
/// O(pairs of one sequence).
/// </summary>
internal sealed class GuideForces<TSimilarity>
    where TSimilarity : struct, IMapSimilarity
{
    private const int SequencesPerBlock = 4;

    private readonly AttendedKeys _attended;
    private readonly int _threads;
    private readonly double[] _divergences;

    // One for each block of sequences, so that threads share none and no pass allocates.
    private readonly SequenceKeys<TSimilarity>[] _keys;

    public GuideForces(AttendedKeys attended, TSimilarity similarity, int dimensions, int threads)
    {
        _attended = attended;
        _threads = threads;
        var starts = attended.Head.KeyStarts;
        _divergences = new double[attended.Head.Sequences];
        _keys = new SequenceKeys<TSimilarity>[(_divergences.Length + SequencesPerBlock - 1) / SequencesPerBlock];
        for (var block = 0; block < _keys.Length; block++)
        {
            var longest = 0;
            for (var s = block * SequencesPerBlock; s < Math.Min(_divergences.Length, (block + 1) * SequencesPerBlock); s++)
                longest = Math.Max(longest, starts[s + 1] - starts[s]);
            _keys[block] = new SequenceKeys<TSimilarity>(similarity, dimensions, longest);
        }
    }

    /// <summary>Adds factor times the gradient.</summary>
    /// <param name="positions">[dimension][point], all queries, then all keys; may be padded, as all arrays here.</param>
    /// <param name="gradient">[dimension][point].</param>
    /// <param name="curvature">[point] receives factor times sum (a_ij + r_ij) f_ij on top of what it holds; may be null.</param>
    /// <returns>A where the points stand, nats; 0 when no query has keys to tell apart.</returns>
    public double Add(float[][] positions, double factor, float[][] gradient, float[]? curvature, CancellationToken cancellation)
    {
        if (_attended.Queries == 0)
            return 0;
        var step = (float)(factor / _attended.Queries);
        RowBlocks.For(_divergences.Length, SequencesPerBlock, _threads, (first, end) =>
        {
            for (var s = first; s < end; s++)
                _divergences[s] = Sequence(s, _keys[first / SequencesPerBlock], positions, step, gradient, curvature);
        }, cancellation);
        return _divergences.Sum() / _attended.Queries;
    }

    private double Sequence(
        int sequence, SequenceKeys<TSimilarity> keys, float[][] positions, float step, float[][] gradient, float[]? curvature)
    {
        var head = _attended.Head;
        var firstKey = head.KeyStarts[sequence];
        double divergence = 0;
        keys.Load(positions, head.QueryCount + firstKey, head.KeyStarts[sequence + 1] - firstKey);
        for (var i = head.QueryStarts[sequence]; i < head.QueryStarts[sequence + 1]; i++)
        {
            var attended = _attended.Of(sequence, i);
            if (attended.Length > 0)
                divergence += keys.Visit(positions, i, attended, firstKey, head.Attendable(sequence, i).End - firstKey, step, gradient, curvature);
        }

        keys.AddTo(gradient, curvature, head.QueryCount + firstKey);
        return divergence;
    }
}
