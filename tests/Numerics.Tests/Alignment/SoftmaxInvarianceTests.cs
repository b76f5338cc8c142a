using AttentionViz.Numerics.Alignment;
using CsCheck;

namespace AttentionViz.Numerics.Tests.Alignment;

public class SoftmaxInvarianceTests
{
    private static readonly Gen<(int Tokens, int Width, ulong Seed, bool Causal, double Scale)> Heads =
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 24], Gen.ULong, Gen.Bool, Gen.Double[0.2, 5]);

    [Fact]
    public void Align_AnyHeadAndMode_LeavesSoftmaxUnchanged() =>
        Heads.Sample(
            t =>
            {
                var head = TestData.Head(t.Tokens, t.Width, t.Seed, t.Causal, t.Scale, 1 / t.Scale, keyShift: 3);
                foreach (var mode in Enum.GetValues<AlignmentMode>())
                {
                    var points = HeadAligner.Align(head, mode).Apply(head);
                    Assert.True(LargestChange(head, points) < 1e-5, $"{mode} changed a weight by {LargestChange(head, points)}.");
                }
            },
            iter: 150);

    [Fact]
    public void Align_CrossHead_LeavesSoftmaxUnchanged()
    {
        var head = TestData.CrossHead(8, 7, 3);
        var points = HeadAligner.Align(head, AlignmentMode.TranslateScale).Apply(head);

        Assert.Equal(head.Points * 7, points.Length);
        Assert.True(LargestChange(head, points) < 1e-5);
    }

    private static double LargestChange(HeadVectors head, float[] points)
    {
        double largest = 0;
        for (var s = 0; s < head.Sequences; s++)
        {
            for (var i = head.QueryStarts[s]; i < head.QueryStarts[s + 1]; i++)
            {
                var (start, end) = head.Attendable(s, i);
                if (start == end)
                    continue;
                var before = Softmax(head.Scale, head.Query(i), head.Keys.AsSpan(start * head.Width), end - start);
                var after = Softmax(
                    head.Scale,
                    points.AsSpan(i * head.Width, head.Width),
                    points.AsSpan((head.QueryCount + start) * head.Width),
                    end - start);
                for (var j = 0; j < before.Length; j++)
                    largest = Math.Max(largest, Math.Abs(before[j] - after[j]));
            }
        }

        return largest;
    }

    private static double[] Softmax(double scale, ReadOnlySpan<float> query, ReadOnlySpan<float> keys, int count)
    {
        var weights = new double[count];
        for (var j = 0; j < count; j++)
        {
            for (var w = 0; w < query.Length; w++)
                weights[j] += scale * query[w] * keys[(j * query.Length) + w];
        }

        var largest = weights.Max();
        var exponentials = weights.Select(x => Math.Exp(x - largest)).ToArray();
        var total = exponentials.Sum();
        return [.. exponentials.Select(x => x / total)];
    }
}
