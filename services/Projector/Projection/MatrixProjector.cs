using AttentionViz.Numerics;

namespace AttentionViz.Projector.Projection;

/// <summary>The projection engine on any matrix of points, without alignment. Holds no state.</summary>
/// <param name="time">Clock of the stage times.</param>
public sealed class MatrixProjector(TimeProvider time)
{
    /// <summary>Reduces the rows of a matrix by one method.</summary>
    /// <param name="values">[rows x columns], row-major.</param>
    /// <param name="columns">At least 1.</param>
    /// <param name="spec">The map wanted; <see cref="ProjectionOptions.Maps"/> and alignment are not looked at.</param>
    /// <exception cref="ArgumentException">The matrix is empty or not finite, or a setting is out of range or does not fit it.</exception>
    public MatrixProjection Project(
        float[] values,
        int columns,
        MapSpec spec,
        ProjectionOptions options,
        ProjectionProgress? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(options);
        if (columns < 1 || values.Length == 0 || values.Length % columns != 0)
            throw new ArgumentException($"{values.Length} values in {columns} columns are no matrix with at least one row.", nameof(values));
        options.Validate();
        spec.Validate();
        if (spec.IsGuided)
            throw new ArgumentException($"AttentionWeight is {spec.AttentionWeight}, but a plain matrix has no attention; project queries and keys of a head, or set it to 0.", nameof(spec));
        Finite.Check(values, columns, nameof(values));
        PerplexityCheck.Run(values.Length / columns, [spec], options);
        EarlierMap.Check(values.Length / columns, options);

        var stages = new StageRunner(time, progress, cancellation);
        var map = new PointReducer(values, columns, [spec], options, stages).Reduce(spec, null);
        return new MatrixProjection(map, stages.Seconds);
    }
}
