using System.Runtime.Intrinsics;
using AttentionViz.Numerics.Umap;

namespace AttentionViz.Numerics.Tests.Umap;

public class UmapKernelTests
{
    private static readonly DistanceCurve Curve = DistanceCurve.Fit(0.1, 1);

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.7)]
    [InlineData(12)]
    public void PullAndPush_AtADistance_AreTheSlopesOfTheCrossEntropy(double distance)
    {
        // The force on a point is minus the gradient of -log w (pull) and of -log(1 - w) (push), here by finite differences.
        var kernel = new UmapKernel(Curve, 0, 4);
        const double H = 1e-6;
        var pull = -(-Math.Log(Curve.At(distance + H)) + Math.Log(Curve.At(distance - H))) / (2 * H);
        var push = -(-Math.Log(1 - Curve.At(distance + H)) + Math.Log(1 - Curve.At(distance - H))) / (2 * H);
        var square = Vector512.Create((float)(distance * distance));
        Assert.Equal(1, kernel.Pull(square)[0] * distance / pull, 1e-4);
        Assert.Equal(1, kernel.Push(square)[15] * distance / push, 1e-4);
    }

    [Fact]
    public void PullAndPush_SamePlace_AreFinite()
    {
        var kernel = new UmapKernel(Curve, 1e-3f, 4);
        Assert.True(float.IsFinite(kernel.Pull(Vector512<float>.Zero)[0]));
        Assert.True(float.IsFinite(kernel.Push(Vector512<float>.Zero)[0]));
    }
}
