using AttentionViz.Cli.Progress;
using AttentionViz.Cli.Running;
using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Models;
using AttentionViz.Extractor.Running;
using TokenSide = AttentionViz.V1.TokenSide;

namespace AttentionViz.Cli.Local;

/// <summary>Runs a model over a corpus and writes queries and keys of every head.</summary>
internal sealed class CorpusExtraction(LoadedModel loaded, SequenceIntake intake, IReadOnlyList<AttentionLayer> layers, string folder, StageLog log)
{
    /// <summary>Sequences whose vectors are in memory at once.</summary>
    private const int PartSequences = 64;

    /// <summary>What was written, in words.</summary>
    public async Task<string> RunAsync(CorpusSource corpus, CancellationToken cancellationToken)
    {
        log.Report("tokenize", 0);
        await using var content = await corpus.OpenAsync(cancellationToken);
        var source = new CorpusSequences(corpus.Format, content, intake, loaded.Images);
        var sequences = await source.EncodeAsync(cancellationToken);
        log.Report("tokenize", 1);
        if (sequences.Count == 0)
        {
            var first = intake.FirstSkipped[0];
            throw ToolException.Unusable($"nothing is left of the corpus: every sequence was skipped ({StageText.Number(intake.Skipped)} in all); the first, sequence {first.Index}, {first.Reason}");
        }

        var tokens = sequences.Sum(s => s.Length);
        await WriteTokensAsync(sequences);
        var writer = new HeadWriter(folder, layers, side => sequences.Sum(s => s.LengthOf(side)));
        log.Report("extract", 0);
        WantedHeads[] wanted = [.. layers.Select(WantedHeads.AllOf)];
        long done = 0;
        foreach (var part in source.Parts(sequences, PartSequences))
        {
            var before = done;
            var rows = await ShardExtraction.RunAsync(
                loaded.Model, wanted, part, [.. Enumerable.Range(0, part.Length)], ShardExtraction.DefaultTokensPerBatch, narrow: false,
                alone: sequences.Count <= PartSequences, Told, cancellationToken);
            writer.Append(rows);
            done = before + part.Sum(s => s.Length);

            void Told(long now)
            {
                if (before + now < tokens) log.Report("extract", Math.Max((double)(before + now) / tokens, double.Epsilon));
            }
        }

        log.Report("extract", 1);
        var cut = sequences.Count(s => s.Truncated);
        return $"{layers.Sum(l => l.Heads)} heads, {StageText.Number(tokens)} tokens of {StageText.Number(sequences.Count)} sequences"
            + (cut > 0 ? $", {StageText.Number(cut)} of them cut to {intake.MaxTokens} tokens" : "");
    }

    private async Task WriteTokensAsync(List<EncodedSequence> sequences)
    {
        await using var file = new JsonLines(Path.Combine(folder, "tokens.jsonl"));
        foreach (var s in sequences)
        {
            for (var i = 0; i < s.Length; i++)
            {
                var side = s.SourceLength is not { } source ? TokenSide.Unspecified : i < source ? TokenSide.Source : TokenSide.Target;
                file.Write(new TokenLine(
                    s.Source.Index, i - s.StartOf(side), s.Ids[i], s.Texts[i], s.Starts[i], s.Ends[i], s.Special[i], SideWords.Of(side)));
            }
        }
    }
}
