using AttentionViz.Numerics;
using AttentionViz.Numerics.Alignment;
using AttentionViz.Numerics.Fidelity;
using AttentionViz.Numerics.Guided;
using AttentionViz.Numerics.Randomness;

namespace AttentionViz.Projector.Projection;

/// <summary>Aligns one head, makes its maps and measures them. Holds no state: one instance serves all threads.</summary>
/// <param name="time">Clock of the stage times.</param>
public sealed class HeadProjector(TimeProvider time)
{
    /// <summary>Projects a head.</summary>
    /// <returns>Maps of one point a query and key: all queries, then all keys.</returns>
    /// <exception cref="ArgumentException">A setting is out of range, or does not fit the number of points.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two steps.</exception>
    public HeadProjection Project(
        HeadVectors head, ProjectionOptions options, ProjectionProgress? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (head.QueryCount == 0 || head.KeyCount == 0)
            throw new ArgumentException("The head has no tokens; nothing can be mapped.", nameof(head));
        PerplexityCheck.Run(head.Points, options.Maps, options);
        EarlierMap.Check(head.Points, options);

        var stages = new StageRunner(time, progress, cancellation);
        var alignment = stages.Run("align", _ => HeadAligner.Align(
            head, options.Alignment, new AlignmentOptions { Seed = SplitMix64.Hash(options.Seed, 1) }, cancellation));
        var points = alignment.Apply(head);
        var reducer = new PointReducer(points, head.Width, options.Maps, options, stages);
        var attended = options.Maps.Any(m => m.IsGuided)
            ? stages.Run("attended", _ => AttendedKeys.Of(head, options.Threads, cancellation))
            : null;
        var maps = options.Maps.Select(m => reducer.Reduce(m, attended)).ToArray();
        var (fidelity, measured) = stages.Run("fidelity", report => Measure(head, points, maps, options, report, cancellation));
        return new HeadProjection(alignment, fidelity, measured, stages.Seconds);
    }

    private static (HeadFidelity Head, HeadMap[] Maps) Measure(
        HeadVectors head, float[] points, ReducedMap[] maps, ProjectionOptions options, Action<double> report, CancellationToken cancellation)
    {
        var fidelity = new FidelityOptions { Seed = SplitMix64.Hash(options.Seed, 2), Threads = options.Threads };
        var meter = new FidelityMeter(head, points, options.Metric, fidelity, cancellation);
        var measured = new HeadMap[maps.Length];
        for (var m = 0; m < maps.Length; m++)
        {
            report((m + 1.0) / (maps.Length + 1));
            measured[m] = new HeadMap(maps[m], meter.Measure(maps[m].Points, maps[m].Spec.Dimensions, cancellation));
        }

        return (meter.Head, measured);
    }
}
