namespace AttentionViz.Extractor.Running.Inputs;

/// <summary>A part of a batch that the graph takes in one run.</summary>
/// <param name="Rows">For each real sequence of the feed, its index in the whole batch.</param>
internal sealed record BatchPart(FeedBatch Feed, IReadOnlyList<int> Rows);

/// <summary>What may be fed together.</summary>
internal static class BatchRules
{
    /// <summary>Why a model can be inspected but not run.</summary>
    public const string UnfedReason =
        "is fed by something that can only be made up; a decoder that reads encoder states needs its encoder_model.onnx beside a decoder_model.onnx in one folder, other models can only be inspected";

    /// <exception cref="ArgumentException">A sequence that the model does not take.</exception>
    /// <exception cref="ModelLoadException">The model is not fed by token ids.</exception>
    public static void Check(ModelDescriptor model, IReadOnlyList<int[]> sequences)
    {
        if (model.Modality != ModelModality.Tokens)
        {
            var why = model.Modality switch
            {
                ModelModality.Pixels => "is fed by images, not by token ids; give it images",
                ModelModality.TokenPairs => "is an encoder-decoder; give source and target token ids",
                _ => UnfedReason,
            };
            throw new ModelLoadException(ModelFault.UnsupportedInput, $"{model.Name}: {why}");
        }

        if (sequences.Count == 0)
            throw new ArgumentException("a batch needs at least one sequence", nameof(sequences));
        for (var i = 0; i < sequences.Count; i++)
            Check(model, sequences[i], $"sequence {i}", nameof(sequences));
    }

    /// <summary>Splits a batch into what fits the graph: equal lengths where padding would be attended to, fixed batch sizes.</summary>
    /// <exception cref="ArgumentException">A sequence that would have to be padded in a graph of fixed length that attends to padding.</exception>
    public static List<BatchPart> Split(ModelDescriptor model, FeedForm form, IReadOnlyList<int[]> sequences)
    {
        if (!model.SupportsPadding && sequences.FirstOrDefault(s => s.Length < form.FixedLength) is { } partial)
        {
            throw new ArgumentException(
                $"{model.Name} takes sequences of exactly {form.FixedLength} tokens and attends to padding, so one of {partial.Length} cannot be fed",
                nameof(sequences));
        }

        var all = Enumerable.Range(0, sequences.Count);
        var groups = model.SupportsPadding ? [[.. all]] : all.GroupBy(i => sequences[i].Length).Select(g => g.ToArray());
        var parts = new List<BatchPart>();
        foreach (var rows in groups.SelectMany(g => g.Chunk(form.FixedBatch ?? g.Length)))
        {
            var ids = rows.Select(row => sequences[row]).ToList();
            // A batch of fixed size is filled with copies whose results are dropped.
            while (ids.Count < form.FixedBatch)
                ids.Add(ids[^1]);
            parts.Add(new BatchPart(new FeedBatch(ids, form.FixedLength ?? ids.Max(s => s.Length), model.PadId, Seed: 0), rows));
        }

        return parts;
    }

    /// <param name="what">The sequence, or the side of it, in words.</param>
    /// <exception cref="ArgumentException">The ids are none, too many, or outside the vocabulary.</exception>
    public static void Check(ModelDescriptor model, int[] ids, string what, string parameter)
    {
        if (ids.Length == 0)
            throw new ArgumentException($"{what} has no tokens", parameter);
        if (ids.Length > model.MaxLength)
            throw new ArgumentException($"{what} has {ids.Length} tokens, more than the {model.MaxLength} that {model.Name} takes", parameter);
        var limit = model.VocabularySize ?? int.MaxValue;
        foreach (var id in ids)
        {
            if (id < 0 || id >= limit)
                throw new ArgumentException($"{what} has the token id {id}, outside the {model.Name} vocabulary of {limit}", parameter);
        }
    }
}
