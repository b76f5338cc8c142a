using System.CommandLine;
using AttentionViz.Cli.Local;
using AttentionViz.Cli.Models;
using AttentionViz.Cli.Options;
using AttentionViz.Cli.Progress;
using AttentionViz.Cli.Running;
using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Models;
using AttentionViz.Extractor.Running;

namespace AttentionViz.Cli.Commands;

internal static class ExtractCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("MODEL") { Description = $"A model folder, an .onnx file, or {HubFetch.SourceHelp}." };
        var corpus = CorpusOption.Create(required: true);
        var target = new TargetFolderOptions();
        var maxTokens = Ranged.Whole("--max-sequence-tokens",
            "Most tokens of a sequence, 1 to 1000000; see --long-sequences. Default: what the model takes, 512 at most.", 1, 1_000_000);
        var sequences = new SequenceOptions();
        var layers = Lists.Layers();
        var allowUnverified = new Option<bool>("--allow-unverified") { Description = "Take layers whose attention could not be reproduced to 0.001." };
        var command = new Command("extract",
            "Write queries and keys of every head as the softmax sees them: L{layer}.H{head}.q.npy, .k.npy and .head.json, with tokens.jsonl; no server.")
        {
            model, corpus,
        };
        target.AddTo(command);
        command.Add(maxTokens);
        sequences.AddTo(command);
        command.Add(layers);
        command.Add(allowUnverified);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var file = CorpusOption.Check(parsed.GetRequiredValue(corpus)!);
            using var folder = target.Open(parsed);
            var path = await HubFetch.PathOfAsync(terminal, parsed.GetRequiredValue(model), cancellationToken);
            using var loaded = LoadedModel.Load(path, new ModelOptions(), cancellationToken);
            var descriptor = loaded.Model.Descriptor;
            if (descriptor.Modality is not (ModelModality.Tokens or ModelModality.TokenPairs) && descriptor.Image is null)
                throw ToolException.Unusable($"model '{descriptor.Name}' reads neither tokens nor whole images; 'inspect' shows what it holds, and a decoder needs its encoder_model.onnx beside it");
            var wanted = WantedLayers.Of(descriptor, parsed.GetValue(layers), parsed.GetValue(allowUnverified));
            var encoder = new SequenceEncoder(loaded.Tokenizer, descriptor, parsed.GetValue(maxTokens) ?? 0);
            var intake = new SequenceIntake(encoder, loaded.Images, sequences.Unfit(parsed), sequences.Long(parsed));
            var log = new StageLog(terminal.Out, terminal.Clock);
            var written = await new CorpusExtraction(loaded, intake, wanted, folder.Path, log).RunAsync(file, cancellationToken);
            folder.Commit();
            if (loaded.Images?.Note is { } note) terminal.Out.WriteLine($"note: {note}");
            terminal.Out.WriteLine($"{written}, in {folder.Target}");
            SkippedText.Write(intake.Skipped, intake.FirstSkipped, terminal.Out);
            return ExitCode.Done;
        });
        return command;
    }
}
