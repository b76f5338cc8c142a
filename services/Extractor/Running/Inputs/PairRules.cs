namespace AttentionViz.Extractor.Running.Inputs;

/// <summary>What may be fed together to an encoder-decoder.</summary>
internal static class PairRules
{
    /// <summary>Why target sequences cannot be made.</summary>
    public const string NoStartReason =
        "is an encoder-decoder, but its files do not say what its decoder starts with; add \"decoder_start_token_id\" (or \"pad_token_id\") to config.json";

    /// <exception cref="ArgumentException">A sequence that the model does not take.</exception>
    /// <exception cref="ModelLoadException">The model is no encoder-decoder.</exception>
    public static void Check(ModelDescriptor model, IReadOnlyList<TokenPair> sequences)
    {
        if (model.Modality != ModelModality.TokenPairs)
            throw new ModelLoadException(ModelFault.UnsupportedInput, $"{model.Name}: is no encoder-decoder; give it one sequence of token ids, without a target");
        if (sequences.Count == 0)
            throw new ArgumentException("a batch needs at least one sequence", nameof(sequences));
        for (var i = 0; i < sequences.Count; i++)
        {
            BatchRules.Check(model, sequences[i].Source, $"the source of sequence {i}", nameof(sequences));
            BatchRules.Check(model, sequences[i].Target, $"the target of sequence {i}", nameof(sequences));
        }
    }

    /// <summary>Splits a batch into what fits the graphs: equal lengths where padding would be attended to, fixed batch sizes.</summary>
    /// <exception cref="ArgumentException">A sequence that would have to be padded in a graph of fixed length that attends to padding.</exception>
    public static List<BatchPart> Split(ModelDescriptor model, FeedForm form, IReadOnlyList<TokenPair> sequences)
    {
        if (!model.SupportsPadding)
        {
            foreach (var (source, target) in sequences)
            {
                Require(model, "source", source.Length, form.FixedLength);
                Require(model, "target", target.Length, form.FixedTargetLength);
            }
        }

        var all = Enumerable.Range(0, sequences.Count);
        var groups = model.SupportsPadding
            ? [[.. all]]
            : all.GroupBy(i => (sequences[i].Source.Length, sequences[i].Target.Length)).Select(g => g.ToArray());
        var parts = new List<BatchPart>();
        foreach (var rows in groups.SelectMany(g => g.Chunk(form.FixedBatch ?? g.Length)))
        {
            var pairs = rows.Select(row => sequences[row]).ToList();
            // A batch of fixed size is filled with copies whose results are dropped.
            while (pairs.Count < form.FixedBatch)
                pairs.Add(pairs[^1]);
            var target = new FedTokens([.. pairs.Select(p => p.Target)], form.FixedTargetLength ?? pairs.Max(p => p.Target.Length));
            parts.Add(new BatchPart(
                new FeedBatch([.. pairs.Select(p => p.Source)], form.FixedLength ?? pairs.Max(p => p.Source.Length), model.PadId, Seed: 0) { Target = target },
                rows));
        }

        return parts;
    }

    private static void Require(ModelDescriptor model, string side, int length, int? taken)
    {
        if (length >= (taken ?? 0)) return;
        throw new ArgumentException(
            $"{model.Name} takes {side} sequences of exactly {taken} tokens and attends to padding, so one of {length} cannot be fed", nameof(length));
    }
}
