using AttentionViz.Numerics.Linear;

namespace AttentionViz.Numerics.Tsne;

/// <summary>What affinities from elsewhere must be.</summary>
internal static class AffinityCheck
{
    // Float32 values that were divided by their sum are off by far less.
    private const double SumTolerance = 1e-3;

    /// <summary>Takes symmetric affinities in compressed rows, finite, at least 0 and summing to 1.</summary>
    /// <exception cref="ArgumentException">Naming the entry and what it must be.</exception>
    public static void Check(SymmetricSparse affinities)
    {
        var (starts, columns, values) = affinities;
        if (starts[0] != 0 || starts[^1] != columns.Length || columns.Length != values.Length)
            throw Invalid($"{columns.Length} columns and {values.Length} values for rows [{starts[0]}, {starts[^1]}); all must agree");
        for (var i = 0; i < affinities.Count; i++)
        {
            if (starts[i + 1] < starts[i])
                throw Invalid($"Row {i} ends before it starts; row starts must ascend");
        }

        double sum = 0;
        var mirror = starts[..^1];
        for (var i = 0; i < affinities.Count; i++)
        {
            for (var e = starts[i]; e < starts[i + 1]; e++)
            {
                var j = columns[e];
                if (j < 0 || j >= affinities.Count || j == i || (e > starts[i] && j <= columns[e - 1]))
                    throw Invalid($"Column {j} in row {i} of {affinities.Count}; columns must ascend within a row and leave out the diagonal");
                if (!(values[e] >= 0 && float.IsFinite(values[e])))
                    throw Invalid($"Entry ({i}, {j}) is {values[e]}; affinities must be finite and at least 0");
                // Rows are passed in ascending order, so the entries of row j come up in their own order.
                var opposite = mirror[j]++;
                if (opposite >= starts[j + 1] || columns[opposite] != i || values[opposite] != values[e])
                    throw Invalid($"Entry ({i}, {j}) is {values[e]} and differs from ({j}, {i}); affinities must be symmetric");
                sum += values[e];
            }
        }

        if (!(Math.Abs(sum - 1) <= SumTolerance))
            throw Invalid($"The affinities sum to {sum}; divide them by that, so that they sum to 1");
    }

    private static ArgumentException Invalid(string message, string setting = "affinities") => new(message + ".", setting);
}
