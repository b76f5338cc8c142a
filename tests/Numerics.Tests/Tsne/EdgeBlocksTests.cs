using System.Numerics;
using AttentionViz.Numerics.Linear;
using AttentionViz.Numerics.Neighbours;
using AttentionViz.Numerics.Tsne;

namespace AttentionViz.Numerics.Tests.Tsne;

public class EdgeBlocksTests
{
    [Fact]
    public void Create_AnyOrder_HoldsEachPairOnceInAscendingColumns()
    {
        const int N = 333;
        var matrix = PerplexityAffinities.Symmetric(NearestNeighbours.Find(TestData.Normal(N * 5, 2), 5, 20), 20, 6, 1, CancellationToken.None);
        int[] order = [.. Enumerable.Range(0, N).Select(i => i * 100 % N)];
        var expected = new Dictionary<(int, int), float>();
        for (var row = 0; row < N; row++)
        {
            for (var e = matrix.RowStarts[order[row]]; e < matrix.RowStarts[order[row] + 1]; e++)
            {
                var column = Array.IndexOf(order, matrix.Columns[e]);
                if (column > row)
                    expected.Add((row, column), matrix.Values[e]);
            }
        }

        var blocks = EdgeBlocks.Create(matrix, order);
        var actual = new Dictionary<(int, int), float>();
        for (var row = 0; row < N; row++)
        {
            var value = blocks.ValueStarts[row];
            for (var b = blocks.BlockStarts[row]; b < blocks.BlockStarts[row + 1]; b++)
            {
                Assert.Equal(0, blocks.Columns[b] % 16);
                Assert.True(b == blocks.BlockStarts[row] || blocks.Columns[b] > blocks.Columns[b - 1]);
                for (int mask = blocks.Masks[b]; mask != 0; mask &= mask - 1)
                    actual.Add((row, blocks.Columns[b] + BitOperations.TrailingZeroCount(mask)), blocks.Values[value++]);
            }

            Assert.Equal(blocks.ValueStarts[row + 1], value);
        }

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Create_WithoutEntries_HasNoBlocks() =>
        Assert.Empty(EdgeBlocks.Create(new SymmetricSparse([0, 0, 0], [], []), [1, 0]).Columns);
}
