using AttentionViz.Cli.Running;
using AttentionViz.Numerics.Npy;
using AttentionViz.Projector.Projection;

namespace AttentionViz.Cli.Local;

/// <summary>One run of the projection engine from files to a file.</summary>
internal sealed class Projection(TimeProvider clock, StageLog log)
{
    /// <param name="earlier">Path of a map to start from and to lie over; null = none.</param>
    /// <param name="later">Points to place in the map; null = none.</param>
    public ProjectionReport Run(
        ProjectionInput input, MapSpec map, ProjectionOptions options, string output, string? earlier, PlacementInput? later, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var seconds = new Dictionary<string, double>();
        var head = input.Matrix is null ? Timed("read", seconds, () => Guarded(() => HeadInput.Read(input))) : null;
        var matrix = input.Matrix is { } path ? Timed("read", seconds, () => Matrix(path)) : null;
        var width = head?.Width ?? matrix!.Columns;
        var placement = later is null ? null : Guarded(() => new Placement(later, width, head));
        if (earlier is not null)
            options = options with { EarlierMaps = new Dictionary<MapSpec, float[]> { [map] = EarlierMap(earlier, head?.Points ?? matrix!.Rows, map.Dimensions) } };

        var projected = head is null ? null : Guarded(() => new HeadProjector(clock).Project(head, options with { Maps = [map] }, log.Report, cancellationToken));
        var reduced = matrix is null ? null : Guarded(() => new MatrixProjector(clock).Project(matrix.Values, width, map, options, log.Report, cancellationToken));
        Note(projected?.Seconds ?? reduced!.Seconds, seconds);
        var made = projected?.Maps[0].Map ?? reduced!.Map;
        var placed = placement is null
            ? null
            : Timed("place", seconds, () => Guarded(() => PointPlacer.Place(
                projected?.Alignment.Apply(head!) ?? matrix!.Values, made, placement.Points(projected?.Alignment), width, options, cancellationToken)));
        Timed("write", seconds, () =>
        {
            MatrixFile.Write(output, made.Points, map.Dimensions);
            if (placed is not null) MatrixFile.Write(placement!.Output, placed, map.Dimensions);
            return 0;
        });
        seconds["total"] = clock.GetElapsedTime(started).TotalSeconds;
        return ProjectionReport.Of(made, seconds, projected, placed?.Length / map.Dimensions);
    }

    private static NpyMatrix Matrix(string path)
    {
        var matrix = MatrixFile.Read("INPUT", path);
        return matrix.Values.Length > 0
            ? matrix
            : throw ToolException.Unusable($"INPUT: '{path}' is {matrix.Rows} x {matrix.Columns}; at least one row and column are needed");
    }

    private static float[] EarlierMap(string path, int points, int dimensions)
    {
        var map = MatrixFile.Read("--init-from", path);
        return (map.Rows, map.Columns) == (points, dimensions)
            ? map.Values
            : throw ToolException.Unusable($"--init-from: '{path}' is {map.Rows} x {map.Columns}, but the map will be {points} x {dimensions}; give a map of the same points");
    }

    private T Timed<T>(string stage, Dictionary<string, double> seconds, Func<T> work)
    {
        var started = clock.GetTimestamp();
        log.Report(stage, 0);
        var result = work();
        log.Report(stage, 1);
        seconds[stage] = clock.GetElapsedTime(started).TotalSeconds;
        return result;
    }

    private static void Note(IReadOnlyList<StageSeconds> stages, Dictionary<string, double> seconds)
    {
        foreach (var stage in stages) seconds[stage.Stage] = stage.Seconds;
    }

    // The engine refuses what does not fit the points; its message is meant for the user, its parameter name is not.
    private static T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (ArgumentException e)
        {
            var suffix = e.Message.LastIndexOf(" (Parameter ", StringComparison.Ordinal);
            throw ToolException.Unusable(suffix < 0 ? e.Message : e.Message[..suffix]);
        }
    }
}
