namespace AttentionViz.Numerics.Guided;

/// <summary>
/// How far attention decides a map. With w the weight, a map lowers <c>(1 - w) G + w A</c>: G is the objective of its method
/// on the joint points, and A asks the map to tell which keys a query attends to, among the keys that it sees in its own
/// sequence: <c>A = mean_i KL(a_i || r_i)</c>, where a_i is uniform over the <see cref="AttendedKeys"/> of query i and
/// <c>r_ij = v_ij / sum_j' v_ij'</c> over the keys j' that it may attend; v_ij is the similarity of i and j in the map (t-SNE:
/// 1 / (1 + d^2); UMAP: 1 / (1 + a d^2b)). As r_i is a share among keys of one sequence, A orders these and draws no
/// sequence together; so neighbourhoods of queries, and of keys, suffer less than by edges from queries to keys.
/// </summary>
public sealed record AttentionGuide
{
    /// <param name="keys">What the map is drawn towards; the map's points must be its head's: all queries, then all keys.</param>
    /// <param name="weight">w, above 0, at most 1; at 1 nothing holds sequences in relation to one another.</param>
    /// <exception cref="ArgumentException">The weight is out of range.</exception>
    public AttentionGuide(AttendedKeys keys, double weight)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (!(weight > 0 && weight <= 1))
            throw new ArgumentException($"AttentionWeight is {weight}; a guided map needs a weight above 0 and at most 1.", nameof(weight));
        (Keys, Weight) = (keys, weight);
    }

    public AttendedKeys Keys { get; }

    public double Weight { get; }

    internal void CheckFits(int points)
    {
        if (points != Keys.Head.Points)
            throw new ArgumentException($"The map has {points} points, but the head that guides it {Keys.Head.Points}; give the points of that head.");
    }
}
