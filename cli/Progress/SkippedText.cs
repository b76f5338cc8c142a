using AttentionViz.V1;

namespace AttentionViz.Cli.Progress;

/// <summary>Sequences that were left out, as people read them.</summary>
internal static class SkippedText
{
    /// <summary>As in "2 sequences skipped"; empty when there is none.</summary>
    public static string Count(long skipped) => skipped switch
    {
        0 => "",
        1 => "1 sequence skipped",
        _ => $"{StageText.Number(skipped)} sequences skipped",
    };

    /// <summary>The count, then a line for each of the first few; nothing when none was skipped.</summary>
    public static void Write(long skipped, IReadOnlyList<SkippedSequence> first, TextWriter output)
    {
        if (skipped == 0) return;
        output.WriteLine($"{Count(skipped)}:");
        foreach (var sequence in first)
            output.WriteLine($"  {sequence.Index}{(sequence.Id.Length > 0 ? $" ('{sequence.Id}')" : "")} {sequence.Reason}");
        if (skipped > first.Count) output.WriteLine($"  and {StageText.Number(skipped - first.Count)} more");
    }
}
