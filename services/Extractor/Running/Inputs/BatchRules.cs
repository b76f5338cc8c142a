namespace AttentionViz.Extractor.Running.Inputs;

/// <summary>A part of a batch that the graph takes in one run.</summary>
/// <param name="Rows">For each real sequence of the feed, its index in the whole batch.</param>
internal sealed record BatchPart(FeedBatch Feed, IReadOnlyList<int> Rows);

/// <summary>What may be fed together.</summary>
internal static class BatchRules
{
    /// <exception cref="ArgumentException">A sequence that the model does not take.</exception>
    /// <exception cref="ModelLoadException">The model is not fed by token ids.</exception>
    public static void Check(ModelDescriptor model, IReadOnlyList<int[]> sequences)
    {
        if (model.Modality != ModelModality.Tokens)
        {
            var why = model.Modality == ModelModality.Pixels
                ? "is fed by images, not by token ids; give it images"
                : "models fed by more than one sequence are not supported yet; inspect it, or give a model fed by token ids";
            throw new ModelLoadException(ModelFault.UnsupportedInput, $"{model.Name}: {why}");
        }

        if (sequences.Count == 0)
            throw new ArgumentException("a batch needs at least one sequence", nameof(sequences));
        for (var i = 0; i < sequences.Count; i++)
            Check(model, sequences[i], i, nameof(sequences));
    }

    /// <summary>Splits a batch into what fits the graph: equal lengths where padding would be attended to, fixed batch sizes.</summary>
    /// <exception cref="ArgumentException">A sequence that would have to be padded in a graph of fixed length that attends to padding.</exception>
    public static List<BatchPart> Split(ModelDescriptor model, InputPlan plan, IReadOnlyList<int[]> sequences)
    {
        if (!model.SupportsPadding && sequences.FirstOrDefault(s => s.Length < plan.FixedLength) is { } partial)
        {
            throw new ArgumentException(
                $"{model.Name} takes sequences of exactly {plan.FixedLength} tokens and attends to padding, so one of {partial.Length} cannot be fed",
                nameof(sequences));
        }

        var all = Enumerable.Range(0, sequences.Count);
        var groups = model.SupportsPadding ? [[.. all]] : all.GroupBy(i => sequences[i].Length).Select(g => g.ToArray());
        var parts = new List<BatchPart>();
        foreach (var rows in groups.SelectMany(g => g.Chunk(plan.FixedBatch ?? g.Length)))
        {
            var ids = rows.Select(row => sequences[row]).ToList();
            // A batch of fixed size is filled with copies whose results are dropped.
            while (ids.Count < plan.FixedBatch)
                ids.Add(ids[^1]);
            parts.Add(new BatchPart(new FeedBatch(ids, plan.FixedLength ?? ids.Max(s => s.Length), model.PadId, Seed: 0), rows));
        }

        return parts;
    }

    private static void Check(ModelDescriptor model, int[] ids, int index, string parameter)
    {
        if (ids.Length == 0)
            throw new ArgumentException($"sequence {index} has no tokens", parameter);
        if (ids.Length > model.MaxLength)
            throw new ArgumentException($"sequence {index} has {ids.Length} tokens, more than the {model.MaxLength} that {model.Name} takes", parameter);
        var limit = model.VocabularySize ?? int.MaxValue;
        foreach (var id in ids)
        {
            if (id < 0 || id >= limit)
                throw new ArgumentException($"sequence {index} has the token id {id}, outside the {model.Name} vocabulary of {limit}", parameter);
        }
    }
}
