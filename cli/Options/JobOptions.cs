using System.CommandLine;
using AttentionViz.V1;

namespace AttentionViz.Cli.Options;

/// <summary>The options that decide what a job makes. What is not given is left to the gateway's defaults.</summary>
internal sealed class JobOptions
{
    private readonly Option<IReadOnlyList<int>?> _layers = Lists.Layers();
    private readonly Option<IReadOnlyList<HeadRef>?> _heads = Lists.Heads();
    private readonly Option<IReadOnlyList<MapSpec>?> _maps = Lists.Maps();
    private readonly Option<string?> _alignment = Ranged.Choice("--alignment",
        "How queries and keys are brought together; attention stays as it is. Default translate-scale.", "none", "translate", "translate-scale", "balanced");
    private readonly Option<string?> _metric = Ranged.Choice("--metric",
        "Distance for the neighbours that t-SNE and UMAP start from. Default euclidean.", "euclidean", "cosine");
    private readonly Option<int?> _tokenBudget = Ranged.Whole("--token-budget",
        "Tokens to draw, about: whole sequences until so many are expected, 1 to 200000. Default 1000.", 1, 200_000);
    private readonly Option<ulong?> _seed = Ranged.Seed();
    private readonly Option<double?> _perplexity = Ranged.Real("--perplexity",
        "t-SNE: effective number of neighbours, 2 to 1000. Default 30.", 2, 1000);
    private readonly Option<int?> _neighbors = Ranged.Whole("--neighbors",
        "UMAP: neighbours of a point, 2 to 200. Default 15.", 2, 200);
    private readonly Option<double?> _minDistance = Ranged.Real("--min-distance",
        "UMAP: least distance between points of the map, 0 to 3. Default 0.1.", 0, 3);
    private readonly Option<int?> _maxTokens = Ranged.Whole("--max-sequence-tokens",
        "Most tokens of a sequence, 1 to 1000000; see --long-sequences. Default: what the model takes.", 1, 1_000_000);
    private readonly SequenceOptions _sequences = new();
    private readonly Option<bool> _allowUnverified = new("--allow-unverified")
    {
        Description = "Take layers whose attention could not be reproduced to 0.001.",
    };
    private readonly Option<string?> _priority = Ranged.Choice("--priority",
        "Whose work runs first where jobs wait for one another. Default normal.", "low", "normal", "high");
    private readonly Option<string[]> _labels = LabelOption.Create("Label of the job, KEY=VALUE; can be given again.");

    public void AddTo(Command command)
    {
        Option[] options =
        [
            _maps, _alignment, _layers, _heads, _tokenBudget, _maxTokens, _seed,
            _perplexity, _neighbors, _minDistance, _metric, _allowUnverified, _priority, _labels,
        ];
        foreach (var option in options) command.Add(option);
        _sequences.AddTo(command);
    }

    public JobSpec Build(ParseResult parsed, string modelId)
    {
        var spec = new JobSpec
        {
            ModelId = modelId,
            Alignment = Words.Alignment(parsed.GetValue(_alignment)),
            Metric = Words.Metric(parsed.GetValue(_metric)),
            Seed = parsed.GetValue(_seed) ?? 0,
            MaxSequenceTokens = parsed.GetValue(_maxTokens) ?? 0,
            UnfitSequences = _sequences.Unfit(parsed),
            LongSequences = _sequences.Long(parsed),
            AllowUnverified = parsed.GetValue(_allowUnverified),
            Priority = Words.Priority(parsed.GetValue(_priority)),
        };
        spec.Layers.Add(parsed.GetValue(_layers) ?? []);
        spec.Heads.Add(parsed.GetValue(_heads) ?? []);
        spec.Maps.Add(parsed.GetValue(_maps) ?? []);
        spec.Labels.Add(LabelOption.Read(parsed.GetValue(_labels)));
        if (parsed.GetValue(_tokenBudget) is { } budget) spec.TokenBudget = budget;
        if (parsed.GetValue(_perplexity) is { } perplexity) spec.Tsne = new TsneParameters { Perplexity = perplexity };
        if (parsed.GetValue(_neighbors) is { } neighbors) (spec.Umap ??= new UmapParameters()).Neighbors = neighbors;
        if (parsed.GetValue(_minDistance) is { } distance) (spec.Umap ??= new UmapParameters()).MinDistance = distance;
        return spec;
    }
}
