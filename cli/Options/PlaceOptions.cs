using System.CommandLine;
using AttentionViz.Cli.Local;
using AttentionViz.Cli.Running;

namespace AttentionViz.Cli.Options;

/// <summary>The options of 'project' that place later points in the map.</summary>
internal sealed class PlaceOptions
{
    private readonly Option<string?> _matrix = new("--place")
    {
        Description = "Points that came later, an .npy file as wide as INPUT: they are placed in its map, which stays as it is.",
        HelpName = "NEW.npy",
    };

    private readonly Option<string?> _queries = new("--place-q") { Description = "Later queries of the head, aligned as --q is.", HelpName = "Q.npy" };
    private readonly Option<string?> _keys = new("--place-k") { Description = "Later keys of the head, aligned as --k is.", HelpName = "K.npy" };
    private readonly Option<string?> _out = new("--place-out")
    {
        Description = "The .npy file for their places: later points x dimensions, all queries, then all keys.",
        HelpName = "OUT.npy",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new[] { _matrix, _queries, _keys, _out }) command.Add(option);
    }

    /// <summary>What to place; null for nothing.</summary>
    /// <param name="isHead">Whether the map is of a head.</param>
    public PlacementInput? Input(ParseResult parsed, bool isHead)
    {
        var (matrix, queries, keys, output) = (parsed.GetValue(_matrix), parsed.GetValue(_queries), parsed.GetValue(_keys), parsed.GetValue(_out));
        if ((matrix ?? queries ?? keys ?? output) is null) return null;
        if (isHead && (matrix is not null || queries is null || keys is null))
            throw ToolException.Unusable("--place-q, --place-k: the map is of a head; give both later queries and later keys, and no --place");
        if (!isHead && (matrix is null || queries is not null || keys is not null))
            throw ToolException.Unusable("--place: the map is of a matrix; give one matrix of later points, and no --place-q or --place-k");
        if (output is null) throw ToolException.Unusable("--place-out: missing; give the .npy file for the places");
        MatrixFile.CheckTarget("--place-out", output);
        return new PlacementInput(matrix, queries, keys, output);
    }
}
