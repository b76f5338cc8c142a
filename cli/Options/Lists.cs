using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using AttentionViz.V1;

namespace AttentionViz.Cli.Options;

/// <summary>Options that hold lists written with commas.</summary>
internal static partial class Lists
{
    private static readonly Dictionary<string, MapMethod> Methods = new(StringComparer.Ordinal)
    {
        ["pca"] = MapMethod.Pca,
        ["tsne"] = MapMethod.Tsne,
        ["umap"] = MapMethod.Umap,
    };

    public static Option<IReadOnlyList<int>?> Layers() => Parsed("--layers", "LIST",
        "Layers to take, from 0: numbers and ranges with commas, as in 0,2-3. Default: all.",
        "give numbers and ranges from 0, as in 0,2-3", Layer);

    public static Option<IReadOnlyList<HeadRef>?> Heads() => Parsed<HeadRef>("--heads", "LIST",
        "Heads to map, as LAYER.HEAD from 0 with commas: 0.1,2.3. Default: all of the layers.",
        "give LAYER.HEAD from 0 with commas, as in 0.1,2.3",
        part => HeadPattern().Match(part) is { Success: true } m && Number(m.Groups[1].Value) is { } layer && Number(m.Groups[2].Value) is { } head
            ? [new HeadRef { Layer = layer, Head = head }]
            : null);

    public static Option<IReadOnlyList<MapSpec>?> Maps() => Parsed<MapSpec>("--maps", "LIST",
        "Maps to make of every head: pca, tsne or umap, each followed by 2 or 3 dimensions, with commas; @W behind tsne or umap, 0 to 1, lets attention guide the map so far, as in tsne2@0.35. Default tsne2,umap2,pca2.",
        "give pca, tsne or umap followed by 2 or 3 and, if wanted, @ and a weight of 0 to 1, as in tsne2,umap3,tsne2@0.35",
        part => MapPattern().Match(part) is { Success: true } m
            ? [Map(m)]
            : null);

    private static MapSpec Map(Match match)
    {
        var map = new MapSpec { Method = Methods[match.Groups[1].Value], Dimensions = match.Groups[2].Value[0] - '0' };
        if (match.Groups[3].Success) map.AttentionWeight = double.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture);
        return map;
    }

    private static int[]? Layer(string part)
    {
        var ends = part.Split('-');
        if (ends.Length > 2 || Number(ends[0]) is not { } first || Number(ends[^1]) is not { } last || last < first) return null;
        return [.. Enumerable.Range(first, last - first + 1)];
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value < 10_000 ? value : null;

    private static Option<IReadOnlyList<T>?> Parsed<T>(string name, string helpName, string description, string remedy, Func<string, T[]?> parse) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => Parse(result, name, remedy, parse),
    };

    private static List<T>? Parse<T>(ArgumentResult result, string name, string remedy, Func<string, T[]?> parse)
    {
        var items = new List<T>();
        foreach (var part in result.Tokens.SelectMany(t => t.Value.Split(',', StringSplitOptions.TrimEntries)))
        {
            if (parse(part) is not { } some)
            {
                result.AddError($"{name}: '{part}' cannot be read; {remedy}");
                return null;
            }

            items.AddRange(some);
        }

        return items;
    }

    [GeneratedRegex(@"^(\d+)\.(\d+)$")]
    private static partial Regex HeadPattern();

    [GeneratedRegex(@"^(pca|tsne|umap)([23])(?:@(0|1|1?\.0+|0?\.\d+))?$")]
    private static partial Regex MapPattern();
}
