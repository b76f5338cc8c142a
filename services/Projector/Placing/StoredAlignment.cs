using AttentionViz.Numerics.Alignment;
using AttentionViz.V1;
using Mode = AttentionViz.Numerics.Alignment.AlignmentMode;

namespace AttentionViz.Projector.Placing;

/// <summary>The change of coordinates that a finished head tells of, to be made of other vectors too.</summary>
internal static class StoredAlignment
{
    /// <summary>
    /// What it does to a vector is what it did when the maps were made; only a matrix comes back as float32, which moves a
    /// point by parts in a million.
    /// </summary>
    public static HeadAlignment Of(Alignment stored) => new()
    {
        Mode = stored.Mode switch
        {
            V1.AlignmentMode.None => Mode.None,
            V1.AlignmentMode.Translate => Mode.Translate,
            V1.AlignmentMode.Balanced => Mode.Balanced,
            _ => Mode.TranslateScale,
        },
        C = stored.C,
        Matrix = stored.Matrix.Count > 0 ? AlignmentMatrix.Of(stored.Matrix.ToArray()) : null,
        IsDegenerate = stored.Degenerate,
        Translation = [.. stored.Translation],
        Curve = [],
        CorrelationBefore = null,
        CorrelationAfter = null,
    };

    /// <summary>The joint points of a head.</summary>
    /// <param name="queries">[queries x width].</param>
    /// <param name="keys">[keys x width].</param>
    /// <returns>[queries + keys x width]: all queries, then all keys.</returns>
    public static float[] Apply(this HeadAlignment alignment, float[] queries, float[] keys)
    {
        var points = new float[queries.Length + keys.Length];
        alignment.ApplyToQueries(queries, points);
        alignment.ApplyToKeys(keys, points.AsSpan(queries.Length));
        return points;
    }
}
