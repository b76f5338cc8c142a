namespace AttentionViz.Numerics.Fidelity;

internal static class Overlap
{
    /// <summary>How many of <paramref name="found"/> are among <paramref name="wanted"/>.</summary>
    public static int Count(ReadOnlySpan<int> found, ReadOnlySpan<int> wanted)
    {
        var count = 0;
        foreach (var item in found)
            count += wanted.Contains(item) ? 1 : 0;
        return count;
    }
}
