using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AttentionViz.Extractor.Running;
using AttentionViz.Pipeline.Atlases.Statistics;

namespace AttentionViz.Extractor.Extraction.Statistics;

/// <summary>What one head attends to within one sequence. Weights are float32, as in the model; their sums float64.</summary>
internal static class BehaviourKernel
{
    /// <param name="sums">As <see cref="BehaviourSums"/>; overwritten.</param>
    public static void Run(HeadRows queries, HeadRows keys, float scale, SequenceFacts facts, Scratch scratch, Span<double> sums)
    {
        facts.Counts.CopyTo(sums);
        var (length, keyLength, width) = (facts.QueryLength, facts.KeyLength, queries.Width);
        var padded = Lanes.Pad(keyLength);
        var panel = scratch.Panel(width * padded);
        LogitKernel.Pack(keys, keyLength, padded, panel);
        var rows = (length + LogitKernel.Rows - 1) / LogitKernel.Rows * LogitKernel.Rows;
        var scaled = scratch.Queries(rows * width);
        LogitKernel.Scale(queries, length, scale, scaled);

        var logits = scratch.Logits(LogitKernel.Rows * padded);
        var columns = scratch.Columns(padded);
        var diagonals = scratch.Diagonals(length + padded);
        var normalizers = scratch.Normalizers(Lanes.Pad(length));
        var spreads = scratch.Spreads(Lanes.Pad(length));
        columns.Clear();
        diagonals.Clear();
        normalizers.Fill(1);
        spreads.Clear();
        for (var first = 0; first < length; first += LogitKernel.Rows)
        {
            var last = Math.Min(first + LogitKernel.Rows, length) - 1;
            LogitKernel.Run(scaled.Slice(first * width, LogitKernel.Rows * width), panel, width, padded, Lanes.Pad(facts.InSight(last)), logits);
            for (var i = first; i <= last; i++)
            {
                var inSight = facts.InSight(i);
                var weights = logits.Slice((i - first) * padded, Lanes.Pad(inSight));
                (normalizers[i], spreads[i]) = WeightKernel.Run(weights, inSight, columns, diagonals[(length - 1 - i)..]);
                AddSameToken(weights, i, facts, sums);
                facts.Grid?.Add(weights, i, sums);
            }
        }

        AddKeys(columns, facts, sums);
        AddDistances(diagonals, length, keyLength, sums);
        AddEntropy(normalizers, spreads, facts, sums);
    }

    private static void AddSameToken(ReadOnlySpan<float> weights, int query, SequenceFacts facts, Span<double> sums)
    {
        var places = facts.SameToken(query);
        if (places.Length == (facts.IsCross ? 0 : 1)) return;
        double same = 0, induction = 0;
        foreach (var place in places)
        {
            if (place >= weights.Length) break;
            if (facts.IsCross || place != query) same += weights[place];
            if (!facts.IsCross && place < query && place + 1 != query) induction += weights[place + 1];
        }

        sums[BehaviourSums.SameToken] += same;
        sums[BehaviourSums.Induction] += induction;
    }

    private static void AddKeys(ReadOnlySpan<float> columns, SequenceFacts facts, Span<double> sums)
    {
        sums[BehaviourSums.First] += columns[0];
        foreach (var key in facts.Special) sums[BehaviourSums.Special] += columns[key];
        foreach (var key in facts.Punctuation) sums[BehaviourSums.Punctuation] += columns[key];
        foreach (var key in facts.Sinks) sums[BehaviourSums.Sink] += columns[key];
    }

    private static void AddDistances(ReadOnlySpan<float> diagonals, int length, int keyLength, Span<double> sums)
    {
        // Distance d stands at d + length - 1.
        for (var bin = 0; bin < DistanceBins.Count; bin++)
        {
            var (from, to) = DistanceBins.Range(bin);
            (from, to) = (Math.Max(from, 1 - length), Math.Min(to, keyLength - 1));
            if (from <= to) sums[BehaviourSums.Distance + bin] += TensorPrimitives.Sum(diagonals.Slice(from + length - 1, to - from + 1));
        }
    }

    private static void AddEntropy(ReadOnlySpan<float> normalizers, ReadOnlySpan<float> spreads, SequenceFacts facts, Span<double> sums)
    {
        ref var normalizer = ref MemoryMarshal.GetReference(normalizers);
        ref var spread = ref MemoryMarshal.GetReference(spreads);
        ref var entropyFactor = ref MemoryMarshal.GetArrayDataReference(facts.EntropyFactor);
        ref var breadthFactor = ref MemoryMarshal.GetArrayDataReference(facts.BreadthFactor);
        var (shares, breadths) = (Vector512<double>.Zero, Vector512<double>.Zero);
        for (nuint i = 0; i < (nuint)normalizers.Length; i += Lanes.Floats)
        {
            // Rounding can take a sure head's entropy a hair below 0.
            var entropy = Vector512.Max(
                Vector512.Log(Vector512.LoadUnsafe(ref normalizer, i)) - Vector512.LoadUnsafe(ref spread, i), Vector512<float>.Zero);
            var (low, high) = Vector512.Widen(entropy * Vector512.LoadUnsafe(ref entropyFactor, i));
            shares += low + high;
            (low, high) = Vector512.Widen((Vector512.Exp(entropy) - Vector512<float>.One) * Vector512.LoadUnsafe(ref breadthFactor, i));
            breadths += low + high;
        }

        sums[BehaviourSums.Entropy] = Vector512.Sum(shares);
        sums[BehaviourSums.Breadth] = Vector512.Sum(breadths);
    }
}
