using AttentionViz.Extractor.Attention;

namespace AttentionViz.Extractor.Layouts;

/// <summary>Reads an operand's dimensions as sequences, heads, positions and components.</summary>
internal static class OperandShape
{
    /// <summary>One letter per dimension (see <see cref="Operand.Axes"/>), from rank where the operator does not say.</summary>
    /// <param name="rank">Rank of the product: an operand of lower rank is broadcast over the leading axes.</param>
    public static string Axes(Operand operand, int rank, int ownRank)
    {
        if (operand.Axes is { } axes)
        {
            return axes.Split('|').FirstOrDefault(form => form.Length == ownRank)
                ?? throw new LayoutException($"tensor '{operand.Tensor}' has {ownRank} dimensions");
        }

        var lead = rank switch
        {
            2 => "",
            3 => "x",
            _ => "b" + new string('h', rank - 3),
        };
        return (lead + (operand.Transposed ? "dl" : "ld"))[(rank - ownRank)..];
    }

    /// <param name="batch">Sequences fed.</param>
    /// <param name="heads">Heads where the operator says so, else 0.</param>
    /// <exception cref="LayoutException">The dimensions do not divide.</exception>
    public static HeadShape Read(string axes, int[] shape, int batch, int heads)
    {
        var (b, h, l, d) = (1, 1, 1, 1);
        for (var i = 0; i < axes.Length; i++)
        {
            var size = shape[i];
            switch (axes[i])
            {
                case 'b': b *= size; break;
                case 'h': h *= size; break;
                case 'l': l *= size; break;
                case 'd': d *= size; break;
                case 'x': (b, h) = (batch, Divide(size, batch)); break;
                default: (h, d) = (heads, Divide(size, heads)); break;
            }
        }

        return new HeadShape(b, h, l, d);
    }

    /// <summary>The order of elements that the axes spell, merged and split dimensions resolved.</summary>
    public static HeadLayout Layout(string axes)
    {
        var order = string.Concat(axes.Replace("x", "bh", StringComparison.Ordinal).Replace("y", "hd", StringComparison.Ordinal).Distinct());
        return new HeadLayout(string.Concat("bh".Where(a => !order.Contains(a))) + order);
    }

    private static int Divide(int size, int by) => by > 0 && size % by == 0
        ? size / by
        : throw new LayoutException($"a dimension of {size} does not divide by {by}");
}

/// <summary>An attention site whose tensors cannot be read as queries, keys and values; says why.</summary>
internal sealed class LayoutException(string message) : Exception(message);
