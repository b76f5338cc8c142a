using System.Globalization;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>
/// Decompositions, compositions and combining classes. The runtime's own normalisation is not used: under
/// invariant globalisation, as these services run, <see cref="string.Normalize()"/> returns its input as it is.
/// </summary>
internal sealed class UnicodeTables
{
    private static readonly Lazy<UnicodeTables> Shared = new(() => new UnicodeTables());

    private readonly Dictionary<int, int[]> _canonical = [];
    private readonly Dictionary<int, int[]> _compatible = [];
    private readonly Dictionary<(int, int), int> _compositions = [];
    private readonly Dictionary<int, int> _classes = [];

    private UnicodeTables()
    {
        foreach (Range entry in DecompositionData.Text.AsSpan().Split(';'))
            ReadDecompositions(DecompositionData.Text.AsSpan()[entry].Trim());
        foreach (Range entry in CombiningClassData.Text.AsSpan().Split(';'))
            ReadClasses(CombiningClassData.Text.AsSpan()[entry].Trim());
    }

    public static UnicodeTables Instance => Shared.Value;

    public int CombiningClass(int codePoint) => _classes.GetValueOrDefault(codePoint);

    /// <summary>One step of decomposition, or null; a compatible step is taken only where asked for.</summary>
    public int[]? Decompose(int codePoint, bool compatible) =>
        _canonical.GetValueOrDefault(codePoint) ?? (compatible ? _compatible.GetValueOrDefault(codePoint) : null);

    /// <summary>The code point that the pair composes to, or null.</summary>
    public int? Compose(int first, int second) =>
        _compositions.TryGetValue((first, second), out int whole) ? whole : null;

    private void ReadDecompositions(ReadOnlySpan<char> entry)
    {
        int sign = entry.IndexOfAny('=', '!', '~');
        if (sign < 0)
            return;
        (int first, int more) = ReadRun(entry[..sign]);
        List<int> parts = [];
        foreach (Range part in entry[(sign + 1)..].Split(' '))
            parts.Add(Hex(entry[(sign + 1)..][part]));
        for (int i = 0; i <= more; i++)
        {
            int[] result = [parts[0] + i, .. parts.Skip(1)];
            (entry[sign] == '~' ? _compatible : _canonical)[first + i] = result;
            if (entry[sign] == '=')
                _compositions[(result[0], result[1])] = first + i;
        }
    }

    private void ReadClasses(ReadOnlySpan<char> entry)
    {
        int sign = entry.IndexOf('=');
        if (sign < 0)
            return;
        (int first, int more) = ReadRun(entry[..sign]);
        for (int i = 0; i <= more; i++)
            _classes[first + i] = Hex(entry[(sign + 1)..]);
    }

    private static (int First, int More) ReadRun(ReadOnlySpan<char> run)
    {
        int plus = run.IndexOf('+');
        return plus < 0 ? (Hex(run), 0) : (Hex(run[..plus]), Hex(run[(plus + 1)..]));
    }

    private static int Hex(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
