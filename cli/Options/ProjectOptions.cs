using System.CommandLine;
using AttentionViz.Cli.Local;
using AttentionViz.Cli.Running;
using AttentionViz.Numerics.Alignment;
using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Tsne;
using AttentionViz.Numerics.Umap;
using AttentionViz.Projector.Projection;

namespace AttentionViz.Cli.Options;

/// <summary>The options of 'project'.</summary>
internal sealed class ProjectOptions
{
    private readonly Argument<string?> _input = new("INPUT")
    {
        Description = "Matrix to project: an .npy file of float32, rows are points. Left out when --q and --k are given.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _queries = new("--q") { Description = "Queries of a head, an .npy file, tokens x width.", HelpName = "Q.npy" };
    private readonly Option<string?> _keys = new("--k") { Description = "Keys of the head; OUT holds all queries, then all keys.", HelpName = "K.npy" };
    private readonly Option<string?> _tokens = new("--tokens")
    {
        Description = "Which rows of --q are of one sequence. Default: tokens.jsonl beside it; without one, all are.",
        HelpName = "tokens.jsonl",
    };

    private readonly Option<double?> _scale = Ranged.Real("--scale",
        "Factor of the logits, above 0. Default: of the .head.json beside --q, else 1/sqrt(width).", 1e-9, 1e9);
    private readonly Option<string?> _alignment = Ranged.Choice("--alignment",
        "How queries and keys are brought together. Default translate-scale.", "none", "translate", "translate-scale", "balanced");
    private readonly Option<string?> _method = Required(Ranged.Choice("--method", "How to reduce.", "pca", "tsne", "umap"));
    private readonly Option<string?> _dimensions = Required(Ranged.Choice("--dims", "Dimensions of the result.", "2", "3"));
    private readonly Option<string?> _out = new("--out") { Description = "The .npy file to write, float32, points x dimensions.", HelpName = "OUT.npy", Required = true };
    private readonly Option<ulong?> _seed = Ranged.Seed();
    private readonly Option<int?> _threads = Ranged.Whole("--threads", "Threads, 1 to 1024; they do not change the result. Default: one a core.", 1, 1024);
    private readonly Option<double?> _perplexity = Ranged.Real("--perplexity",
        "t-SNE: effective number of neighbours, 2 to 1000 and below a third of the points. Default 30, or less for few points.", 2, 1000);
    private readonly Option<int?> _neighbors = Ranged.Whole("--neighbors", "UMAP: neighbours of a point, 2 to 200. Default 15.", 2, 200);
    private readonly Option<double?> _minDistance = Ranged.Real("--min-distance", "UMAP: least distance of points, 0 to 0.99. Default 0.1.", 0, 0.99);
    private readonly Option<string?> _metric = Ranged.Choice("--metric", "Distance of points. Default euclidean.", "euclidean", "cosine");

    private readonly Option<double?> _attentionWeight = Ranged.Real("--attention-weight",
        "How far the attention of a head guides its t-SNE or UMAP, 0 to 1; 0.35 to 0.5 is a good middle. Default 0: geometry alone.", 0, 1);

    public void AddTo(Command command)
    {
        command.Add(_input);
        Option[] options =
        [
            _method, _dimensions, _out, _queries, _keys, _tokens, _scale, _alignment, _attentionWeight,
            _seed, _threads, _perplexity, _neighbors, _minDistance, _metric,
        ];
        foreach (var option in options) command.Add(option);
    }

    public ProjectionInput Input(ParseResult parsed)
    {
        var input = new ProjectionInput(
            parsed.GetValue(_input), parsed.GetValue(_queries), parsed.GetValue(_keys), parsed.GetValue(_tokens), parsed.GetValue(_scale));
        var ofHead = (input.Queries ?? input.Keys ?? input.Tokens ?? parsed.GetValue(_alignment)) is not null || parsed.GetValue(_attentionWeight) > 0;
        if (input.Matrix is not null && ofHead)
            throw ToolException.Unusable($"INPUT: '{input.Matrix}' is given with options of a head; give either INPUT, or --q and --k");
        if (input.Matrix is null && input.Queries is null && input.Keys is null)
            throw ToolException.Unusable("INPUT: nothing to project; give an .npy file, or --q and --k for a head");
        if (input.Matrix is null && (input.Queries is null || input.Keys is null))
            throw ToolException.Unusable($"{(input.Queries is null ? "--q" : "--k")}: missing; a head needs both --q and --k");
        return input;
    }

    public string Output(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(_out)!;
        MatrixFile.CheckTarget("--out", path);
        return path;
    }

    public MapSpec Map(ParseResult parsed)
    {
        var method = Enum.Parse<MapMethod>(parsed.GetRequiredValue(_method)!, ignoreCase: true);
        var weight = parsed.GetValue(_attentionWeight) ?? 0;
        if (method == MapMethod.Pca && weight > 0)
            throw ToolException.Unusable("--attention-weight: only t-SNE and UMAP can be guided; leave it out with --method pca");
        return new MapSpec(method, parsed.GetRequiredValue(_dimensions) == "3" ? 3 : 2, weight);
    }

    public ProjectionOptions Settings(ParseResult parsed)
    {
        var defaults = new UmapOptions();
        return new ProjectionOptions
        {
            Alignment = parsed.GetValue(_alignment) switch
            {
                "none" => AlignmentMode.None,
                "translate" => AlignmentMode.Translate,
                "balanced" => AlignmentMode.Balanced,
                _ => AlignmentMode.TranslateScale,
            },
            Metric = parsed.GetValue(_metric) == "cosine" ? Metric.Cosine : Metric.Euclidean,
            Seed = parsed.GetValue(_seed) ?? 0,
            Threads = parsed.GetValue(_threads) ?? Environment.ProcessorCount,
            Tsne = new TsneOptions { Perplexity = parsed.GetValue(_perplexity) },
            Umap = defaults with
            {
                Neighbours = parsed.GetValue(_neighbors) ?? defaults.Neighbours,
                MinDistance = parsed.GetValue(_minDistance) ?? defaults.MinDistance,
            },
        };
    }

    private static Option<T> Required<T>(Option<T> option)
    {
        option.Required = true;
        return option;
    }
}
