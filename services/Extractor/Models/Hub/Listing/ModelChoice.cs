using AttentionViz.Extractor.Running;

namespace AttentionViz.Extractor.Models.Hub.Listing;

/// <summary>Which files of a repository make the model that a source names.</summary>
/// <param name="Graphs">The .onnx file, or those of an encoder and its decoder: name on disk, file.</param>
/// <param name="Beside">Configuration and tokenizer files: name on disk, file.</param>
internal sealed record ModelChoice(IReadOnlyList<(string Name, RepositoryFile File)> Graphs, IReadOnlyList<(string Name, RepositoryFile File)> Beside)
{
    private const string Extension = ".onnx";

    private const int MostNamed = 12;

    /// <exception cref="HubException">There is no such folder, or no graph, or several and no telling which.</exception>
    public static ModelChoice Of(RepositoryListing listing, HubSource source)
    {
        var folder = source.Subfolder;
        var named = folder.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) ? listing.Find(folder) : null;
        if (named is not null) folder = RepositoryPath.Folder(folder);
        else if (folder.Length > 0 && !listing.Files.Any(f => f.Path.StartsWith($"{folder}/", StringComparison.Ordinal)))
            throw new HubException(HubFault.NotFound, $"{source} has no folder or file '{folder}'{NamesOfGraphs(listing)}");
        var graphs = named is not null || Usual(listing, folder) is not null ? [("model.onnx", (named ?? Usual(listing, folder))!)]
            : Pair(listing, folder) ?? [("model.onnx", Single(listing, folder) ?? throw NoGraph(listing, source))];

        // As from a local folder: what lies in the folder itself, else beside the graph; else in the folders around,
        // for repositories keep one tokenizer for several exports.
        List<string> places = [folder, RepositoryPath.Folder(graphs[0].File.Path), .. RepositoryPath.Upwards(folder)];
        // A whole encoder-decoder in one graph may need its generation_config.json too; other models do no harm with it.
        return new ModelChoice(graphs, [.. ModelIdentity.PairSideFiles.Select(name => (name, file: Nearest(listing, places, name)))
            .Where(found => found.file is not null).Select(found => (found.name, found.file!))]);
    }

    private static RepositoryFile? Usual(RepositoryListing listing, string folder) =>
        listing.Find(RepositoryPath.Join(folder, "model.onnx")) ?? listing.Find(RepositoryPath.Join(folder, "onnx/model.onnx"));

    /// <summary>An encoder with the decoder that goes with it; an encoder alone is a model like any other.</summary>
    private static List<(string Name, RepositoryFile File)>? Pair(RepositoryListing listing, string folder)
    {
        foreach (var (encoder, decoders) in ModelFiles.Pairs)
        {
            if (listing.Find(RepositoryPath.Join(folder, encoder)) is not { } first) continue;
            if (decoders.Select(name => listing.Find(RepositoryPath.Join(folder, name))).FirstOrDefault(file => file is not null) is { } second)
                return [(ModelFiles.Encoder, first), (ModelFiles.Decoder, second)];
        }

        return null;
    }

    private static RepositoryFile? Single(RepositoryListing listing, string folder)
    {
        var inside = GraphsOf(listing).Where(f => RepositoryPath.Folder(f.Path) == folder).Take(2).ToList();
        return inside.Count == 1 ? inside[0] : null;
    }

    private static RepositoryFile? Nearest(RepositoryListing listing, IEnumerable<string> places, string name) =>
        places.Select(place => listing.Find(RepositoryPath.Join(place, name))).FirstOrDefault(file => file is not null);

    private static HubException NoGraph(RepositoryListing listing, HubSource source) => new(HubFault.NoGraph, GraphsOf(listing).Any()
        ? $"{source} holds no model.onnx and no onnx/model.onnx{NamesOfGraphs(listing)}"
        : $"{source} holds no .onnx file; export the model to ONNX and add the folder it gives");

    private static string NamesOfGraphs(RepositoryListing listing)
    {
        var names = GraphsOf(listing).Select(f => f.Path).Order(StringComparer.Ordinal).ToList();
        var more = names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "";
        return names.Count == 0 ? "" : $"; name one of its .onnx files at the end of the source: {string.Join(", ", names.Take(MostNamed))}{more}";
    }

    private static IEnumerable<RepositoryFile> GraphsOf(RepositoryListing listing) =>
        listing.Files.Where(f => f.Path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase));
}
