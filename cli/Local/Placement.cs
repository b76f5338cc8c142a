using AttentionViz.Cli.Running;
using AttentionViz.Numerics;
using AttentionViz.Numerics.Alignment;
using AttentionViz.Numerics.Npy;

namespace AttentionViz.Cli.Local;

/// <summary>Points that are to be placed in a map, read before the map is made, so that a fault in them costs no time.</summary>
internal sealed class Placement
{
    private readonly float[] _points = [];
    private readonly HeadVectors? _head;

    /// <param name="input">Where to read them.</param>
    /// <param name="width">Width of the points of the map.</param>
    /// <param name="head">The head that the map is of; null for a matrix.</param>
    /// <exception cref="ToolException">A file cannot be read or is of another width.</exception>
    public Placement(PlacementInput input, int width, HeadVectors? head)
    {
        Output = input.Output;
        if (head is null)
        {
            _points = Read("--place", input.Matrix!, width).Values;
            return;
        }

        var (queries, keys) = (Read("--place-q", input.Queries!, width), Read("--place-k", input.Keys!, width));
        _head = new HeadVectors(queries.Values, keys.Values, width, head.Scale, false, [0, queries.Rows], keyStarts: [0, keys.Rows]);
    }

    /// <summary>Where their places go.</summary>
    public string Output { get; }

    /// <summary>The points as the map has its own.</summary>
    /// <param name="alignment">That of the head; null for a matrix.</param>
    public float[] Points(HeadAlignment? alignment) => _head is null ? _points : alignment!.Apply(_head);

    private static NpyMatrix Read(string option, string path, int width)
    {
        var matrix = MatrixFile.Read(option, path);
        return matrix.Columns == width
            ? matrix
            : throw ToolException.Unusable($"{option}: '{path}' has {matrix.Columns} columns, but the points of the map have {width}; give points of the same kind");
    }
}
