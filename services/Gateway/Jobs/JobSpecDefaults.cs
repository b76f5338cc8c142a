using AttentionViz.V1;
using Google.Protobuf.WellKnownTypes;

namespace AttentionViz.Gateway.Jobs;

/// <summary>Fills what a caller left out, so that a job's record says all that decides its result.</summary>
internal static class JobSpecDefaults
{
    private const int TokensWhenModelDoesNotSay = 512;

    public static JobSpec Fill(JobSpec asked, Model model, string corpusId, TimeSpan ttl, int tokenBudget)
    {
        var spec = asked.Clone();
        spec.CorpusId = corpusId;
        if (spec.Alignment == AlignmentMode.Unspecified) spec.Alignment = AlignmentMode.TranslateScale;
        if (spec.Metric == DistanceMetric.Unspecified) spec.Metric = DistanceMetric.Euclidean;
        if (spec.Maps.Count == 0)
        {
            spec.Maps.Add(new MapSpec { Method = MapMethod.Tsne, Dimensions = 2 });
            spec.Maps.Add(new MapSpec { Method = MapMethod.Umap, Dimensions = 2 });
            spec.Maps.Add(new MapSpec { Method = MapMethod.Pca, Dimensions = 2 });
        }

        // Perplexity and epochs stay unset: their defaults depend on how many points are drawn, which only planning finds.
        spec.Tsne ??= new TsneParameters();
        if (!spec.Tsne.HasMaxIterations) spec.Tsne.MaxIterations = 500;
        spec.Umap ??= new UmapParameters();
        if (!spec.Umap.HasNeighbors) spec.Umap.Neighbors = 15;
        if (!spec.Umap.HasMinDistance) spec.Umap.MinDistance = 0.1;
        if (!spec.HasTokenBudget) spec.TokenBudget = tokenBudget;
        if (!spec.HasRetainVectors) spec.RetainVectors = true;
        if (spec.Priority == JobPriority.Unspecified) spec.Priority = JobPriority.Normal;
        if (spec.MaxSequenceTokens == 0) spec.MaxSequenceTokens = model.MaxTokens > 0 ? model.MaxTokens : TokensWhenModelDoesNotSay;
        if (spec.UnfitSequences == UnfitSequences.Unspecified) spec.UnfitSequences = UnfitSequences.Fail;
        if (spec.LongSequences == LongSequences.Unspecified) spec.LongSequences = LongSequences.Cut;
        spec.Ttl = Duration.FromTimeSpan(ttl);
        return spec;
    }
}
