using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Hosting;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Corpora.Images;
using AttentionViz.V1;
using Google.Protobuf.Collections;
using Microsoft.Extensions.Options;
using Kind = AttentionViz.V1.NewSequence.ContentOneofCase;

namespace AttentionViz.Gateway.Placing;

/// <summary>What can be known of new sequences before a model reads them: the rules of a corpus.</summary>
internal sealed class NewSequenceRules(IOptions<GatewayOptions> options, IOptions<CorpusLimits> limits)
{
    public void Check(IReadOnlyList<NewSequence> sequences, Model model, Violations violations)
    {
        var most = options.Value.MaxProjectedSequences;
        violations.Require(sequences.Count >= 1 && sequences.Count <= most, "sequences", $"has {sequences.Count} entries; give 1 to {most}");
        // Only so many are looked into: more would cost time and say nothing new.
        for (var i = 0; i < Math.Min(sequences.Count, most); i++) CheckOne(sequences[i], $"sequences[{i}]", model, violations);
    }

    private void CheckOne(NewSequence sequence, string path, Model model, Violations violations)
    {
        var kind = sequence.ContentCase;
        if (kind == Kind.None)
        {
            violations.Add(path, $"is empty; give {Wanted(model)}");
            return;
        }

        if ((kind == Kind.Image) != (model.Input == ModelInput.Image) || (kind == Kind.Text && model.Input == ModelInput.TokenIds))
        {
            violations.Add($"{path}.{Name(kind)}", $"is what model {Fault.Quote(model.ModelId)} does not read; give {Wanted(model)}");
            return;
        }

        CheckTarget(sequence, path, model, violations);
        if (kind == Kind.Text) CheckText(sequence.Text, $"{path}.text", violations);
        else if (kind == Kind.Ids) CheckIds(sequence.Ids.Ids, $"{path}.ids", violations);
        else CheckImage(sequence.Image.Span, $"{path}.image", model, violations);
    }

    private void CheckText(string text, string field, Violations violations)
    {
        violations.Require(!string.IsNullOrWhiteSpace(text), field, "is blank; give text");
        violations.Require(text.Length <= limits.Value.MaxLineBytes, field, $"has {text.Length} characters; {limits.Value.MaxLineBytes} at most");
    }

    private void CheckTarget(NewSequence sequence, string path, Model model, Violations violations)
    {
        if (sequence.Target.Length == 0) return;
        if (!model.EncoderDecoder) violations.Add($"{path}.target", $"is given, but model {Fault.Quote(model.ModelId)} is no encoder-decoder; leave it out");
        else if (sequence.ContentCase != Kind.Text) violations.Add($"{path}.target", "is text beside token ids; give text instead of ids, or leave it out");
        else CheckText(sequence.Target, $"{path}.target", violations);
    }

    private void CheckIds(RepeatedField<int> ids, string field, Violations violations)
    {
        var most = options.Value.MaxProjectedTokens;
        violations.Require(ids.Count >= 1 && ids.Count <= most, field, $"has {ids.Count} token ids; give 1 to {most}");
        var negative = ids.Take(most).ToList().FindIndex(id => id < 0);
        if (negative >= 0) violations.Add($"{field}.ids[{negative}]", $"is {ids[negative]}; token ids are whole numbers from 0");
    }

    private void CheckImage(ReadOnlySpan<byte> file, string field, Model model, Violations violations)
    {
        var (most, pixels) = (options.Value.MaxProjectedTokens, limits.Value.MaxImagePixels);
        violations.Require(model.MaxTokens <= most, field, $"has {model.MaxTokens} tokens in model {Fault.Quote(model.ModelId)}; this server takes {most} at most");
        if (file.Length > limits.Value.MaxImageBytes)
        {
            violations.Add(field, $"has {file.Length} bytes; {limits.Value.MaxImageBytes} at most");
            return;
        }

        try
        {
            var header = ImageHeader.Read(file);
            violations.Require(header.Pixels <= pixels, field, $"is {header.Width} x {header.Height} pixels; {pixels} at most: make it smaller");
        }
        catch (InvalidDataException e)
        {
            violations.Add(field, e.Message);
        }
    }

    private static string Name(Kind kind) => kind switch { Kind.Text => "text", Kind.Image => "image", _ => "ids" };

    private static string Wanted(Model model) => model.Input switch
    {
        ModelInput.Image => "image",
        ModelInput.TokenIds => "ids",
        _ => "text or ids",
    };
}
