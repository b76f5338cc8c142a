using AttentionViz.Extractor.Onnx;

namespace AttentionViz.Extractor.Attention;

/// <summary>The labels of a two-operand Einsum.</summary>
internal sealed record EinsumAxes(string[] In, string Out)
{
    public static EinsumAxes? Parse(NodeProto node)
    {
        var equation = node.Text("equation").Replace(" ", "", StringComparison.Ordinal);
        // What the dots stand for is nearly always the sequence; where it is more, ranks will not fit.
        equation = equation.Replace("...", Unused(equation), StringComparison.Ordinal);
        var sides = equation.Split("->");
        var operands = sides[0].Split(',');
        var distinct = operands.All(labels => labels.All(char.IsAsciiLetter) && labels.Distinct().Count() == labels.Length);
        return sides.Length == 2 && operands.Length == 2 && distinct ? new EinsumAxes(operands, sides[1]) : null;
    }

    private static string Unused(string equation) =>
        $"{Enumerable.Range('a', 26).Select(c => (char)c).FirstOrDefault(c => !equation.Contains(c), '?')}";

    /// <summary>Renames labels to those of <see cref="Operand.Axes"/>.</summary>
    /// <param name="lead">Batch and head labels in the order of the logits; all of them must be in the operand.</param>
    /// <returns>Null where the operand lacks or adds an axis.</returns>
    public static string? Name(string labels, string lead, char position, char component)
    {
        if (labels.Length != lead.Length + 2 || !lead.All(labels.Contains))
            return null;
        return string.Concat(labels.Select(label =>
            label == position ? 'l'
            : label == component ? 'd'
            : lead.Length == 1 ? 'x'
            : label == lead[0] ? 'b' : 'h'));
    }
}
