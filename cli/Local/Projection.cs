using AttentionViz.Cli.Running;
using AttentionViz.Projector.Projection;

namespace AttentionViz.Cli.Local;

/// <summary>One run of the projection engine from files to a file.</summary>
internal sealed class Projection(TimeProvider clock, StageLog log)
{
    public ProjectionReport Run(ProjectionInput input, MapSpec map, ProjectionOptions options, string output, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var seconds = new Dictionary<string, double>();
        var head = input.Matrix is null ? Head(input, map, options, seconds, cancellationToken) : null;
        var reduced = head?.Maps[0].Map ?? Matrix(input.Matrix!, map, options, seconds, cancellationToken);
        Timed("write", seconds, () =>
        {
            MatrixFile.Write(output, reduced.Points, map.Dimensions);
            return 0;
        });
        seconds["total"] = clock.GetElapsedTime(started).TotalSeconds;
        return ProjectionReport.Of(reduced, seconds, head);
    }

    private ReducedMap Matrix(string path, MapSpec map, ProjectionOptions options, Dictionary<string, double> seconds, CancellationToken cancellationToken)
    {
        var matrix = Timed("read", seconds, () => MatrixFile.Read("INPUT", path));
        if (matrix.Values.Length == 0)
            throw ToolException.Unusable($"INPUT: '{path}' is {matrix.Rows} x {matrix.Columns}; at least one row and column are needed");
        var result = Guarded(() => new MatrixProjector(clock).Project(matrix.Values, matrix.Columns, map, options, log.Report, cancellationToken));
        Note(result.Seconds, seconds);
        return result.Map;
    }

    private HeadProjection Head(
        ProjectionInput input, MapSpec map, ProjectionOptions options, Dictionary<string, double> seconds, CancellationToken cancellationToken)
    {
        var head = Timed("read", seconds, () => Guarded(() => HeadInput.Read(input)));
        var result = Guarded(() => new HeadProjector(clock).Project(head, options with { Maps = [map] }, log.Report, cancellationToken));
        Note(result.Seconds, seconds);
        return result;
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
