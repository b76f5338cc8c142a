using AttentionViz.V1;

namespace AttentionViz.Gateway.Quotas;

/// <summary>Tokens that a corpus is expected to have, until planning has counted them.</summary>
internal static class ExpectedTokens
{
    private const int BytesPerToken = 4;

    /// <param name="sequences">0 while not known.</param>
    public static long Of(JobSpec spec, Model model, CorpusFormat format, long bytes, long sequences)
    {
        // Every image has as many tokens as the model makes of one.
        if (format == CorpusFormat.ImageZip) return sequences * model.MaxTokens;
        var byLength = Math.Max(1, bytes / BytesPerToken);
        return sequences > 0 ? Math.Min(byLength, sequences * spec.MaxSequenceTokens) : byLength;
    }
}
