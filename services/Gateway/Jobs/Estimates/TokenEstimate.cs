using AttentionViz.Pipeline.Jobs.Rates;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Jobs.Estimates;

/// <summary>Tokens of a corpus, and of what is drawn of it.</summary>
internal sealed record TokenEstimate(long Sequences, long Tokens, EstimateBasis Basis)
{
    /// <summary>About a word piece of English.</summary>
    private const double BytesPerToken = 4.5;

    /// <param name="count">What an earlier job counted; null when there is none.</param>
    /// <param name="planned">Recent samples of planning.</param>
    public static TokenEstimate Of(JobSpec spec, Model model, CorpusSize corpus, CorpusCount? count, IReadOnlyList<StageSample> planned)
    {
        if (count is not null) return new TokenEstimate(count.Sequences, count.Tokens, EstimateBasis.Exact);
        if (corpus.Format == CorpusFormat.ImageZip && model.MaxTokens > 0)
            return new TokenEstimate(corpus.Sequences, corpus.Sequences * model.MaxTokens, EstimateBasis.Exact);
        var (samples, basis) = StageTimes.Nearest(planned.Where(s => s is { Bytes: > 0, Tokens: > 0 }), model);
        var perByte = samples.Count > 0 ? samples.Sum(s => s.Tokens) / samples.Sum(s => s.Bytes) : 1 / BytesPerToken;
        var sides = model.EncoderDecoder ? 2 : 1;
        var tokens = Math.Clamp((long)Math.Round(perByte * corpus.Bytes), corpus.Sequences, corpus.Sequences * spec.MaxSequenceTokens * sides);
        return new TokenEstimate(corpus.Sequences, tokens, basis);
    }

    /// <summary>Sequences and tokens that a budget draws, as the sampler does on average.</summary>
    public (long Sequences, long Tokens) Drawn(int budget)
    {
        if (Tokens <= budget || Sequences == 0) return (Sequences, Tokens);
        var sequences = Math.Clamp(budget * Sequences / Tokens, 1, Sequences);
        return (sequences, sequences * Tokens / Sequences);
    }
}
