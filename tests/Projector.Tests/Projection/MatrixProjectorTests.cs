using AttentionViz.Numerics.Embedding;
using AttentionViz.Numerics.Randomness;
using AttentionViz.Numerics.Tsne;
using AttentionViz.Numerics.Umap;
using AttentionViz.Projector.Projection;

namespace AttentionViz.Projector.Tests.Projection;

public class MatrixProjectorTests
{
    private static readonly ProjectionOptions Quick = new()
    {
        Tsne = new TsneOptions { ExaggerationIterations = 50, MaxIterations = 50 },
        Umap = new UmapOptions { Epochs = 50 },
    };

    private readonly MatrixProjector _projector = new(TimeProvider.System);

    [Theory]
    [InlineData(MapMethod.Pca, 2, 0)]
    [InlineData(MapMethod.Tsne, 2, 100)]
    [InlineData(MapMethod.Umap, 3, 50)]
    public void Project_AnyMethod_ReducesEveryRow(MapMethod method, int dimensions, int iterations)
    {
        var result = _projector.Project(Matrix(120, 9), 9, new MapSpec(method, dimensions), Quick);
        Assert.Equal(120 * dimensions, result.Map.Points.Length);
        Assert.Equal(iterations, result.Map.Iterations);
        Assert.Equal(method == MapMethod.Pca, result.Map.StopReason == StopReason.ClosedForm);
        Assert.Equal(result.Map.Spec.Name, result.Seconds[^1].Stage);
        Assert.All(result.Seconds, s => Assert.True(s.Seconds >= 0));
    }

    [Fact]
    public void Project_OtherSeed_GivesAnotherMap()
    {
        var matrix = Matrix(80, 5);
        var spec = new MapSpec(MapMethod.Umap, 2);
        var left = _projector.Project(matrix, 5, spec, Quick);
        Assert.Equal(left.Map.Points, _projector.Project(matrix, 5, spec, Quick).Map.Points);
        Assert.NotEqual(left.Map.Points, _projector.Project(matrix, 5, spec, Quick with { Seed = 1 }).Map.Points);
    }

    [Fact]
    public void Project_BadMatrix_SaysWhy()
    {
        var spec = new MapSpec(MapMethod.Pca, 2);
        Assert.Contains("at least one row", Refusal([], 3, spec), StringComparison.Ordinal);
        Assert.Contains("7 values in 3 columns", Refusal(new float[7], 3, spec), StringComparison.Ordinal);
        Assert.Contains("Row 1, column 0 is NaN", Refusal([1, 2, float.NaN, 4], 2, spec), StringComparison.Ordinal);
        Assert.Contains("a plain matrix has no attention", Refusal([1, 2, 3, 4], 2, new MapSpec(MapMethod.Tsne, 2, 0.5)), StringComparison.Ordinal);
        Assert.Contains("Dimensions is 1", Refusal([1, 2, 3, 4], 2, new MapSpec(MapMethod.Pca, 1)), StringComparison.Ordinal);
    }

    private string Refusal(float[] matrix, int columns, MapSpec spec) =>
        Assert.Throws<ArgumentException>(() => _projector.Project(matrix, columns, spec, Quick)).Message;

    private static float[] Matrix(int rows, int columns)
    {
        var random = new SeededRandom(1);
        return [.. Enumerable.Range(0, rows * columns).Select(_ => (float)random.NextNormal())];
    }
}
