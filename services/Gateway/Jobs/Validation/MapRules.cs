using System.Globalization;
using AttentionViz.Gateway.Errors;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Jobs.Validation;

/// <summary>Alignment, metric, maps and the parameters of their methods.</summary>
internal static class MapRules
{
    /// <param name="tokenBudget">Tokens that will be drawn, about.</param>
    public static void Check(JobSpec spec, int tokenBudget, Violations violations)
    {
        violations.Require(Enum.IsDefined(spec.Alignment), "spec.alignment", $"is {(int)spec.Alignment}; give a mode of AlignmentMode, or 0 for TRANSLATE_SCALE");
        violations.Require(Enum.IsDefined(spec.Metric), "spec.metric", $"is {(int)spec.Metric}; give EUCLIDEAN (1) or COSINE (2), or 0 for EUCLIDEAN");
        CheckMaps(spec, violations);
        if (spec.Tsne is { } tsne) CheckTsne(tsne, violations);
        if (spec.Umap is { } umap) CheckUmap(umap, violations);
        CheckPerplexityFits(spec, tokenBudget, violations);
    }

    private static void CheckMaps(JobSpec spec, Violations violations)
    {
        var seen = new HashSet<(MapMethod, int, double)>();
        for (var i = 0; i < spec.Maps.Count; i++)
        {
            var map = spec.Maps[i];
            var path = $"spec.maps[{i}]";
            violations.Require(
                map.Method != MapMethod.Unspecified && Enum.IsDefined(map.Method), $"{path}.method", $"is {(int)map.Method}; give PCA (1), TSNE (2) or UMAP (3)");
            violations.Require(map.Dimensions is 2 or 3, $"{path}.dimensions", $"is {map.Dimensions}; give 2 or 3");
            CheckWeight(map, $"{path}.attention_weight", violations);
            violations.Require(seen.Add((map.Method, map.Dimensions, map.AttentionWeight)), path, "is asked for twice; leave one out");
        }
    }

    private static void CheckWeight(MapSpec map, string path, Violations violations)
    {
        Between(map.AttentionWeight, 0, 1, path, violations);
        violations.Require(
            map.Method != MapMethod.Pca || !(map.AttentionWeight > 0), path,
            string.Create(CultureInfo.InvariantCulture, $"is {map.AttentionWeight}, but attention can guide TSNE and UMAP only; leave it out for PCA"));
    }

    private static void CheckTsne(TsneParameters tsne, Violations violations)
    {
        if (tsne.HasPerplexity) Between(tsne.Perplexity, 2, 1000, "spec.tsne.perplexity", violations);
        if (tsne.HasMaxIterations) Between(tsne.MaxIterations, 50, 10_000, "spec.tsne.max_iterations", violations);
    }

    private static void CheckUmap(UmapParameters umap, Violations violations)
    {
        if (umap.HasNeighbors) Between(umap.Neighbors, 2, 200, "spec.umap.neighbors", violations);
        if (umap.HasMinDistance)
        {
            violations.Require(
                umap.MinDistance is >= 0 and < 1, "spec.umap.min_distance", string.Create(CultureInfo.InvariantCulture, $"is {umap.MinDistance}; give 0 to below 1, or leave it out"));
        }

        if (umap.HasEpochs) Between(umap.Epochs, 10, 5000, "spec.umap.epochs", violations);
    }

    /// <summary>What can be known of it here: a corpus may still turn out to be smaller than the budget.</summary>
    private static void CheckPerplexityFits(JobSpec spec, int tokenBudget, Violations violations)
    {
        if (spec.Tsne is not { HasPerplexity: true } || tokenBudget < 1) return;
        var perplexity = spec.Tsne.Perplexity;
        var drawsTsne = spec.Maps.Count == 0 || spec.Maps.Any(m => m.Method == MapMethod.Tsne);
        var points = 2L * tokenBudget;
        if (!drawsTsne || perplexity is not (>= 2 and <= 1000) || 3 * perplexity < points) return;
        violations.Add(
            "spec.tsne.perplexity",
            string.Create(CultureInfo.InvariantCulture, $"is {perplexity}, not below a third of the {points} points that a token_budget of {tokenBudget} gives; lower it, or raise the budget"));
    }

    // Written so that NaN is out of range too.
    private static void Between(double value, double least, double most, string field, Violations violations) => violations.Require(
        value >= least && value <= most, field, string.Create(CultureInfo.InvariantCulture, $"is {value}; give {least} to {most}, or leave it out"));
}
