using System.CommandLine;
using AttentionViz.Extractor.Extraction;
using AttentionViz.V1;

namespace AttentionViz.Cli.Options;

/// <summary>What becomes of sequences that a model cannot take, or not whole.</summary>
internal sealed class SequenceOptions
{
    private readonly Option<string?> _unfit = Ranged.Choice("--unfit-sequences",
        "What to do with a sequence that the model cannot take (damaged images, ids outside the vocabulary, ...): fail, or skip it and count it. Default fail.", "fail", "skip");
    private readonly Option<string?> _long = Ranged.Choice("--long-sequences",
        "What to do with a sequence longer than --max-sequence-tokens, or than the model takes: cut it, skip it and count it, or fail. Default cut.", "cut", "skip", "fail");

    /// <summary>What lets a run go on without the sequence at fault.</summary>
    public static string RemedyOf(UnfitSequenceException fault) =>
        fault.Reason == UnfitSequenceException.LongReason ? "--long-sequences skip" : "--unfit-sequences skip";

    public void AddTo(Command command)
    {
        command.Add(_unfit);
        command.Add(_long);
    }

    public UnfitSequences Unfit(ParseResult parsed) => parsed.GetValue(_unfit) switch
    {
        null => UnfitSequences.Unspecified,
        "skip" => UnfitSequences.Skip,
        _ => UnfitSequences.Fail,
    };

    public LongSequences Long(ParseResult parsed) => parsed.GetValue(_long) switch
    {
        null => LongSequences.Unspecified,
        "skip" => LongSequences.Skip,
        "fail" => LongSequences.Fail,
        _ => LongSequences.Cut,
    };
}
