using System.Text;

namespace AttentionViz.Extractor.Tokenization;

/// <summary>Unicode normalisation forms (UAX 15) that keep account of which code points came from where.</summary>
internal static class UnicodeForm
{
    // Below these no code point decomposes, composes or reorders.
    private const char FirstDecomposable = '\u00C0';
    private const char FirstCompatible = '\u00A0';
    private const char FirstComposable = '\u0300';

    public static AlignedText Apply(AlignedText text, bool compatible, bool compose)
    {
        char limit = compatible ? FirstCompatible : compose ? FirstComposable : FirstDecomposable;
        if (!text.Text.AsSpan().ContainsAnyInRange(limit, char.MaxValue))
            return text;
        List<RuneChange> changes = Decompose(text, compatible);
        SortMarks(changes);
        return text.Rewrite(compose ? Compose(changes) : changes);
    }

    private static List<RuneChange> Decompose(AlignedText text, bool compatible)
    {
        List<RuneChange> changes = new(text.Length + 8);
        List<int> parts = [];
        foreach (Rune rune in text.Text.EnumerateRunes())
        {
            parts.Clear();
            Expand(rune.Value, compatible, parts);
            for (int i = 0; i < parts.Count; i++)
                changes.Add(new RuneChange(new Rune(parts[i]), i == 0 ? 0 : 1));
        }
        return changes;
    }

    private static void Expand(int codePoint, bool compatible, List<int> parts)
    {
        if (Hangul.TryDecompose(codePoint, parts))
            return;
        if (UnicodeTables.Instance.Decompose(codePoint, compatible) is not { } step)
        {
            parts.Add(codePoint);
            return;
        }
        foreach (int part in step)
            Expand(part, compatible, parts);
    }

    /// <summary>Puts each run of combining marks in the order of their classes, leaving equals as they stand.</summary>
    private static void SortMarks(List<RuneChange> changes)
    {
        for (int i = 1; i < changes.Count; i++)
        {
            int combining = Class(changes[i]);
            for (int j = i; combining > 0 && j > 0 && Class(changes[j - 1]) > combining; j--)
                (changes[j - 1], changes[j]) = (changes[j], changes[j - 1]);
        }
    }

    private static List<RuneChange> Compose(List<RuneChange> changes)
    {
        List<RuneChange> composed = new(changes.Count);
        int starter = -1;
        int lastClass = 0;
        foreach (RuneChange change in changes)
        {
            int combining = Class(change);
            bool adjacent = starter == composed.Count - 1;
            if (starter >= 0 && (adjacent || (lastClass != 0 && lastClass < combining))
                && Join(composed[starter].Rune.Value, change.Rune.Value) is { } whole)
            {
                // The part that vanishes counts as one more original code point covered by the whole.
                composed[starter] = new RuneChange(new Rune(whole), composed[starter].Change + change.Change - 1);
                continue;
            }
            if (combining == 0)
                starter = composed.Count;
            lastClass = combining;
            composed.Add(change);
        }
        return composed;
    }

    private static int? Join(int first, int second) =>
        Hangul.Compose(first, second) ?? UnicodeTables.Instance.Compose(first, second);

    private static int Class(RuneChange change) =>
        change.Rune.Value < FirstComposable ? 0 : UnicodeTables.Instance.CombiningClass(change.Rune.Value);
}
