using AttentionViz.Numerics.Fidelity;
using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Guided;

/// <summary>
/// The keys that each query of a head attends to most, within its own sequence: what an attention-guided map is drawn
/// towards. Of n keys that a query may attend it is the min(3, n - 1) of largest logit, so that a query with one key, for
/// which every map is right, has none. Only the order of logits counts: a factor, a soft cap or a sink changes nothing.
/// </summary>
public sealed class AttendedKeys
{
    /// <summary>Most keys of one query.</summary>
    public const int Most = 3;

    private readonly int[] _keys;

    private AttendedKeys(HeadVectors head, int[] keys)
    {
        Head = head;
        _keys = keys;
        for (var s = 0; s < head.Sequences; s++)
        {
            for (var i = head.QueryStarts[s]; i < head.QueryStarts[s + 1]; i++)
                Queries += CountOf(s, i) > 0 ? 1 : 0;
        }
    }

    /// <summary>Whose they are.</summary>
    public HeadVectors Head { get; }

    /// <summary>Queries that have any.</summary>
    public int Queries { get; }

    /// <summary>Finds them; O(pairs of one sequence x width).</summary>
    public static AttendedKeys Of(HeadVectors head, int threads = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        var keys = new int[Most * head.QueryCount];
        RowBlocks.For(head.Sequences, 8, threads, (first, end) =>
        {
            Span<double> logits = stackalloc double[Most];
            for (var s = first; s < end; s++)
            {
                for (var i = head.QueryStarts[s]; i < head.QueryStarts[s + 1]; i++)
                    Largest(head, i, head.Attendable(s, i), logits, keys.AsSpan(i * Most, Most));
            }
        }, cancellation);
        return new AttendedKeys(head, keys);
    }

    /// <summary>Rows of the keys of one query, given its sequence, the most attended first, equal logits by row.</summary>
    public ReadOnlySpan<int> Of(int sequence, int query) => _keys.AsSpan(query * Most, CountOf(sequence, query));

    private int CountOf(int sequence, int query)
    {
        var (start, end) = Head.Attendable(sequence, query);
        return Math.Clamp(end - start - 1, 0, Most);
    }

    private static void Largest(HeadVectors head, int query, (int Start, int End) range, Span<double> logits, Span<int> keys)
    {
        logits.Fill(double.NegativeInfinity);
        for (var key = range.Start; key < range.End; key++)
        {
            var logit = Logit.Of(head, query, key);
            if (!(logit > logits[^1]))
                continue;
            var slot = Most - 1;
            for (; slot > 0 && logit > logits[slot - 1]; slot--)
                (logits[slot], keys[slot]) = (logits[slot - 1], keys[slot - 1]);
            (logits[slot], keys[slot]) = (logit, key);
        }
    }
}
