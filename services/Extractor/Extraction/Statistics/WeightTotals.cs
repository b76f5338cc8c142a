using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AttentionViz.Pipeline.Atlases.Statistics;

namespace AttentionViz.Extractor.Extraction.Statistics;

/// <summary>Adds up the weights of one head within one sequence, row by row; <see cref="End"/> makes figures of them.</summary>
internal readonly ref struct WeightTotals
{
    private readonly SequenceFacts _facts;
    private readonly Span<double> _sums;
    private readonly Span<float> _columns;
    private readonly Span<float> _diagonals;
    private readonly Span<float> _normalizers;
    private readonly Span<float> _spreads;

    /// <param name="sums">As <see cref="BehaviourSums"/>; overwritten.</param>
    public WeightTotals(SequenceFacts facts, Scratch scratch, Span<double> sums)
    {
        facts.Counts.CopyTo(sums);
        _facts = facts;
        _sums = sums;
        var (paddedQueries, paddedKeys) = (Lanes.Pad(facts.QueryLength), Lanes.Pad(facts.KeyLength));
        _columns = scratch.Columns(paddedKeys);
        _diagonals = scratch.Diagonals(facts.QueryLength + paddedKeys);
        _normalizers = scratch.Normalizers(paddedQueries);
        _spreads = scratch.Spreads(paddedQueries);
        _columns.Clear();
        _diagonals.Clear();
        _normalizers.Fill(1);
        _spreads.Clear();
    }

    /// <param name="row">Logits on the keys in sight, in whole vectors; weights afterwards.</param>
    public void AddLogits(Span<float> row, int query)
    {
        (_normalizers[query], _spreads[query]) = WeightKernel.Run(row, _facts.InSight(query), _columns, Diagonals(query));
        AddPlaces(row, query);
    }

    /// <param name="row">Weights on the keys in sight, in whole vectors; brought to a sum of 1.</param>
    public void AddWeights(Span<float> row, int query)
    {
        _spreads[query] = WeightKernel.Take(row, _facts.InSight(query), _columns, Diagonals(query));
        AddPlaces(row, query);
    }

    public void End()
    {
        AddKeys();
        AddDistances();
        AddEntropy();
    }

    private void AddPlaces(ReadOnlySpan<float> weights, int query)
    {
        AddSameToken(weights, query);
        _facts.Grid?.Add(weights, query, _sums);
    }

    private Span<float> Diagonals(int query) => _diagonals[(_facts.QueryLength - 1 - query)..];

    private void AddSameToken(ReadOnlySpan<float> weights, int query)
    {
        var places = _facts.SameToken(query);
        if (places.Length == (_facts.IsCross ? 0 : 1)) return;
        double same = 0, induction = 0;
        foreach (var place in places)
        {
            if (place >= weights.Length) break;
            if (_facts.IsCross || place != query) same += weights[place];
            if (!_facts.IsCross && place < query && place + 1 != query) induction += weights[place + 1];
        }

        _sums[BehaviourSums.SameToken] += same;
        _sums[BehaviourSums.Induction] += induction;
    }

    private void AddKeys()
    {
        _sums[BehaviourSums.First] += _columns[0];
        foreach (var key in _facts.Special) _sums[BehaviourSums.Special] += _columns[key];
        foreach (var key in _facts.Punctuation) _sums[BehaviourSums.Punctuation] += _columns[key];
        foreach (var key in _facts.Sinks) _sums[BehaviourSums.Sink] += _columns[key];
    }

    private void AddDistances()
    {
        var length = _facts.QueryLength;
        // Distance d stands at d + length - 1.
        for (var bin = 0; bin < DistanceBins.Count; bin++)
        {
            var (from, to) = DistanceBins.Range(bin);
            (from, to) = (Math.Max(from, 1 - length), Math.Min(to, _facts.KeyLength - 1));
            if (from <= to) _sums[BehaviourSums.Distance + bin] += TensorPrimitives.Sum(_diagonals.Slice(from + length - 1, to - from + 1));
        }
    }

    private void AddEntropy()
    {
        ref var normalizer = ref MemoryMarshal.GetReference(_normalizers);
        ref var spread = ref MemoryMarshal.GetReference(_spreads);
        ref var entropyFactor = ref MemoryMarshal.GetArrayDataReference(_facts.EntropyFactor);
        ref var breadthFactor = ref MemoryMarshal.GetArrayDataReference(_facts.BreadthFactor);
        var (shares, breadths) = (Vector512<double>.Zero, Vector512<double>.Zero);
        for (nuint i = 0; i < (nuint)_normalizers.Length; i += Lanes.Floats)
        {
            // Rounding can take a sure head's entropy a hair below 0.
            var entropy = Vector512.Max(
                Vector512.Log(Vector512.LoadUnsafe(ref normalizer, i)) - Vector512.LoadUnsafe(ref spread, i), Vector512<float>.Zero);
            var (low, high) = Vector512.Widen(entropy * Vector512.LoadUnsafe(ref entropyFactor, i));
            shares += low + high;
            (low, high) = Vector512.Widen((Vector512.Exp(entropy) - Vector512<float>.One) * Vector512.LoadUnsafe(ref breadthFactor, i));
            breadths += low + high;
        }

        _sums[BehaviourSums.Entropy] = Vector512.Sum(shares);
        _sums[BehaviourSums.Breadth] = Vector512.Sum(breadths);
    }
}
