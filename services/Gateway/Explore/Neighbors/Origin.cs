using AttentionViz.Gateway.Atlases;
using AttentionViz.Gateway.Errors;
using AttentionViz.V1;
using Case = AttentionViz.V1.FindNeighborsRequest.PointOneofCase;

namespace AttentionViz.Gateway.Explore.Neighbors;

/// <summary>The query or key whose neighbours are looked for.</summary>
/// <param name="FromQuery">It is a query, its neighbours are keys; else the other way round.</param>
/// <param name="Row">Its row of the atlas.</param>
/// <param name="Place">The sequence that it is of.</param>
internal sealed record Origin(PlannedJob Job, AttentionLayer Layer, int Head, TokenTable Table, bool FromQuery, int Row, SequencePlace Place)
{
    public TokenSide Side => FromQuery ? Layer.QuerySide : Layer.KeySide;

    public TokenSide OtherSide => FromQuery ? Layer.KeySide : Layer.QuerySide;

    /// <summary>Its place among all queries, or all keys.</summary>
    public int Point => Place.Drawn.Start(Side) + Row - Place.Drawn.RowOf(Side);

    /// <summary>Which points of the other kind are of its own sequence.</summary>
    public (int Start, int End) OwnOthers => (Place.Drawn.Start(OtherSide), Place.Drawn.Start(OtherSide) + Place.Drawn.Length(OtherSide));

    /// <summary>The row of each point of the other kind.</summary>
    public int[] OtherRows() =>
        [.. Table.Sequences.SelectMany(s => Enumerable.Range(s.Drawn.RowOf(OtherSide), s.Drawn.Length(OtherSide)))];

    public static Origin Of(FindNeighborsRequest request, PlannedJob job, AttentionLayer layer, TokenTable table)
    {
        var fromQuery = request.PointCase == Case.QueryRow;
        var (row, field) = fromQuery ? (request.QueryRow, "query_row") : (request.KeyRow, "key_row");
        var violations = new Violations();
        violations.Require(row >= 0 && row < table.Rows, field, $"is {row}; give 0 to {table.Rows - 1}");
        violations.ThrowIfAny();
        var origin = new Origin(job, layer, request.Head, table, fromQuery, (int)row, table.SequenceOf((int)row));
        var within = origin.Row - origin.Place.Drawn.RowOf(origin.Side);
        violations.Require(
            within >= 0 && within < origin.Place.Drawn.Length(origin.Side), field,
            $"is {row}, which has no {(fromQuery ? "query" : "key")} in layer {layer.Layer}; give the row of a token of side {origin.Side}");
        violations.ThrowIfAny();
        return origin;
    }
}
