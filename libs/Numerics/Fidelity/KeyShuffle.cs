using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Randomness;
using AttentionViz.Numerics.Threading;

namespace AttentionViz.Numerics.Fidelity;

/// <summary>
/// Permutation test of attention_recall_3. If the places of a sequence's keys say nothing about attention, any shuffle of
/// the keys over those places is as likely as the one seen; the p-value is (1 + shuffles that recall as much) /
/// (1 + shuffles) (Phipson, Smyth: Permutation P-values Should Never Be Zero, 2010). Exact at any number of sequences.
/// </summary>
internal sealed class KeyShuffle
{
    private const int ShufflesPerBlock = 128;
    private const byte Wanted = 1;
    private const byte OutOfSight = 2;
    private readonly HeadVectors _head;
    private readonly FidelityOptions _options;
    private readonly int[] _sequences;
    private readonly int[] _firstSlot;
    private readonly Subject[] _subjects;

    public KeyShuffle(HeadVectors head, SequenceRecall recall, FidelityOptions options)
    {
        (_head, _options) = (head, options);
        var sizes = new int[head.Sequences];
        foreach (var sequence in recall.Sequences)
            sizes[sequence]++;

        // Whole sequences in a seeded order until there are queries enough: few keys are to be shuffled then.
        var order = Enumerable.Range(0, head.Sequences).Where(s => sizes[s] > 0).OrderBy(s => SplitMix64.Hash(options.Seed, (ulong)s));
        var chosen = new List<int>();
        var queries = 0;
        foreach (var sequence in order)
        {
            if (queries >= options.MaxShuffledQueries)
                break;
            chosen.Add(sequence);
            queries += sizes[sequence];
        }

        chosen.Sort();
        _sequences = [.. chosen];
        _firstSlot = new int[_sequences.Length + 1];
        for (var s = 0; s < _sequences.Length; s++)
            _firstSlot[s + 1] = _firstSlot[s] + head.KeyStarts[_sequences[s] + 1] - head.KeyStarts[_sequences[s]];
        int[] places = [.. Enumerable.Range(0, recall.Queries.Length).Where(i => Array.BinarySearch(_sequences, recall.Sequences[i]) >= 0)];
        _subjects = Array.ConvertAll(SeededSubset.Choose(places, options.MaxShuffledQueries, options.Seed), i => Of(recall, i));
    }

    /// <summary>The p-value in a space of joint points; null without queries.</summary>
    public double? In(PointBlocks points, CancellationToken cancellation)
    {
        if (_subjects.Length == 0)
            return null;
        var slots = new int[_subjects.Length][];
        RowBlocks.For(_subjects.Length, 32, _options.Threads, (start, end) =>
        {
            for (var i = start; i < end; i++)
                slots[i] = Nearest(points, _subjects[i]);
        }, cancellation);
        var labels = new int[_firstSlot[^1]];
        Reset(labels);
        var seen = Hits(slots, labels);
        var better = new int[(_options.Shuffles + ShufflesPerBlock - 1) / ShufflesPerBlock];
        RowBlocks.For(_options.Shuffles, ShufflesPerBlock, _options.Threads, (start, end) =>
        {
            var shuffled = new int[labels.Length];
            Reset(shuffled);
            var random = new SeededRandom(SplitMix64.Hash(_options.Seed, (ulong)start));
            for (var shuffle = start; shuffle < end; shuffle++)
            {
                Shuffle(shuffled, random);
                better[start / ShufflesPerBlock] += Hits(slots, shuffled) >= seen ? 1 : 0;
            }
        }, cancellation);
        return (1.0 + better.Sum()) / (1.0 + _options.Shuffles);
    }

    private Subject Of(SequenceRecall recall, int i)
    {
        var sequence = Array.BinarySearch(_sequences, recall.Sequences[i]);
        var (start, end) = recall.Candidates(i);
        var keys = new byte[_firstSlot[sequence + 1] - _firstSlot[sequence]];
        keys.AsSpan(end - start).Fill(OutOfSight);
        foreach (var key in recall.Attended(i))
            keys[key - start] = Wanted;
        return new Subject(recall.Queries[i], _firstSlot[sequence], start, keys);
    }

    /// <summary>The places of all keys of a query's sequence, nearest first; with all keys in sight, only those that can matter.</summary>
    private int[] Nearest(PointBlocks points, Subject subject)
    {
        var distances = new double[subject.Keys.Length];
        var order = new int[distances.Length];
        for (var slot = 0; slot < order.Length; slot++)
            (order[slot], distances[slot]) = (slot, points.SquaredDistance(subject.Query, _head.QueryCount + subject.FirstKey + slot));
        // An unstable sort would settle equal distances by chance.
        Array.Sort(order, (a, b) => distances[a] != distances[b] ? distances[a].CompareTo(distances[b]) : a.CompareTo(b));
        return subject.Keys[^1] != OutOfSight ? order[..SequenceRecall.K] : order;
    }

    /// <summary>Each place has its own key.</summary>
    private void Reset(int[] labels)
    {
        for (var s = 0; s < _sequences.Length; s++)
        {
            for (var slot = _firstSlot[s]; slot < _firstSlot[s + 1]; slot++)
                labels[slot] = slot - _firstSlot[s];
        }
    }

    /// <summary>Fisher and Yates, within each sequence.</summary>
    private void Shuffle(int[] labels, SeededRandom random)
    {
        for (var s = 0; s < _sequences.Length; s++)
        {
            var keys = labels.AsSpan(_firstSlot[s].._firstSlot[s + 1]);
            for (var last = keys.Length - 1; last > 0; last--)
            {
                var other = random.Next(last + 1);
                (keys[last], keys[other]) = (keys[other], keys[last]);
            }
        }
    }

    private int Hits(int[][] slots, int[] labels)
    {
        var hits = 0;
        for (var i = 0; i < slots.Length; i++)
        {
            var subject = _subjects[i];
            var keys = labels.AsSpan(subject.FirstSlot, subject.Keys.Length);
            var left = SequenceRecall.K;
            foreach (var slot in slots[i])
            {
                var kind = subject.Keys[keys[slot]];
                if (kind == OutOfSight)
                    continue;
                hits += kind;
                if (--left == 0)
                    break;
            }
        }

        return hits;
    }

    /// <summary>A query that the shuffles look at.</summary>
    /// <param name="FirstSlot">Where the labels of its sequence begin.</param>
    /// <param name="FirstKey">Row of its sequence's first key.</param>
    /// <param name="Keys">By key of its sequence: 1 = among its most attended, 0 = not, or <see cref="OutOfSight"/>.</param>
    private sealed record Subject(int Query, int FirstSlot, int FirstKey, byte[] Keys);
}
