using AttentionViz.Extractor.Layouts;
using AttentionViz.Extractor.Running.Inputs;
using AttentionViz.V1;
using Microsoft.ML.OnnxRuntime;

namespace AttentionViz.Extractor.Running;

/// <summary>
/// Loads an encoder and a decoder that are graphs of their own. The decoder is solved and proved on what the encoder really makes
/// of its own probe batches.
/// </summary>
internal sealed class PairLoader(
    string path, ModelFiles files, ModelConfig config, string device, ModelOptions options, List<string> notes, CancellationToken ct)
{
    private static readonly PixelSize NoPixels = new(null, null, null, null);

    private readonly List<OrtValue> _probed = [];
    private readonly string _encoderName = Path.GetFileName(files.GraphPath);
    private readonly string _decoderName = Path.GetFileName(files.DecoderPath!);

    /// <exception cref="ModelLoadException">Either cannot be used, or they do not fit together.</exception>
    public (GraphSessions Sessions, ModelDescriptor Descriptor) Load()
    {
        var encoder = new GraphLoader(path, files.GraphPath, device, NoPixels, options, notes, ct) { GivesStates = true }.Load(config, CheckEncoder);
        try
        {
            return Load(encoder);
        }
        catch
        {
            encoder.Extraction.Dispose();
            throw;
        }
        finally
        {
            _probed.ForEach(states => states.Dispose());
        }
    }

    private (GraphSessions Sessions, ModelDescriptor Descriptor) Load(ProvedGraph encoder)
    {
        InputPlan? decoderPlan = null;
        var decoder = new GraphLoader(path, files.DecoderPath!, device, NoPixels, options, notes, ct)
        {
            FirstLayer = encoder.Layers.Count,
            Sequences = encoder.Proof.Sequences,
            Complete = batch => WithStates(encoder, decoderPlan!, batch),
        }.Load(config, plan => CheckDecoder(encoder.Extraction.Plan, decoderPlan = plan));
        try
        {
            var form = Form(encoder.Extraction.Plan, decoder.Extraction.Plan);
            var whole = new PairedExtraction(encoder.Extraction, decoder.Extraction, form);
            AttentionLayer[] layers = [.. encoder.Layers.Select(l => l with { QuerySide = TokenSide.Source, KeySide = TokenSide.Source }), .. decoder.Layers];
            var proof = encoder.Proof with { Target = new FedTokens(decoder.Proof.Ids, decoder.Proof.Length) };
            var vocabulary = ModelLoader.LeastLength(encoder.Vocabulary, decoder.Vocabulary);
            var descriptor = new ModelDescriptor
            {
                Name = files.Name,
                Sha256 = ModelIdentity.Compute(files.Folder, [encoder.Source, decoder.Source], pairs: true, ct),
                Modality = ModelModality.TokenPairs,
                Layers = layers,
                Notes = notes,
                MaxLength = ModelLoader.LeastLength(form.FixedLength ?? encoder.MaxLength, form.FixedTargetLength ?? decoder.MaxLength),
                VocabularySize = vocabulary,
                PadId = encoder.PadId,
                DecoderStart = DecoderStart.Read(files.Folder, vocabulary),
                SupportsPadding = PaddingProof.Holds(whole, layers, proof, ct),
                Device = device,
            };
            return (new GraphSessions(whole, layers.Length, (wanted, spread) => Open(encoder, decoder, form, wanted, spread)), descriptor);
        }
        catch
        {
            decoder.Extraction.Dispose();
            throw;
        }
    }

    /// <summary>The decoder is left out where only layers of the encoder are wanted; the encoder never is.</summary>
    private static PairedExtraction Open(ProvedGraph encoder, ProvedGraph decoder, FeedForm form, IReadOnlyList<int> wanted, bool spread)
    {
        var count = encoder.Layers.Count;
        int[] later = [.. wanted.Where(l => l >= count).Select(l => l - count)];
        var first = encoder.Reopen([.. wanted.Where(l => l < count)], spread);
        try
        {
            return new PairedExtraction(first, later.Length > 0 ? decoder.Reopen(later, spread) : null, form);
        }
        catch
        {
            first.Dispose();
            throw;
        }
    }

    /// <summary>A decoder's probe batch with what the encoder makes of a batch of its own, as long as that is proved on.</summary>
    private FeedBatch WithStates(ProvedGraph encoder, InputPlan decoder, FeedBatch batch)
    {
        var length = decoder.FixedStatesLength ?? encoder.Proof.Length;
        var source = encoder.Proof with { Length = length, Ids = [.. encoder.Proof.Ids.Select(ids => ids[..Math.Min(ids.Length, length)])] };
        var vectors = encoder.Extraction.Run(source, out var lease, out var states, ct);
        using (lease)
        {
            vectors.ForEach(v => v.Dispose());
            var slot = decoder.Slots.First(s => s.Role == InputRole.EncoderStates);
            var info = states.GetTensorTypeAndShape();
            if (info.Shape is not [_, _, var width] || (slot.Shape[2] is { } taken && taken != width))
            {
                throw new ModelLoadException(
                    ModelFault.UnsupportedInput,
                    $"{files.DecoderPath} takes encoder states of width {slot.Shape[2]} ('{slot.Name}'), but {_encoderName} gives [{string.Join(", ", info.Shape)}]; put beside it the encoder it was exported with");
            }

            // A copy of their own: they are looked at after this run's outputs are gone.
            var copy = Feeds.Numbers(slot with { Type = info.ElementDataType }, info.Shape, TensorData.From(states).Data);
            _probed.Add(copy);
            return batch with { Encoder = new EncoderStates(copy, new FedTokens(source.Ids, length)) };
        }
    }

    private void CheckEncoder(InputPlan plan)
    {
        if (plan.Modality == ModelModality.Tokens) return;
        throw new ModelLoadException(ModelFault.UnsupportedInput, plan.Has(InputRole.Pixels)
            ? $"{files.GraphPath} reads images: an encoder of images with a decoder of text cannot be run; inspect {_encoderName} or {_decoderName} alone by its path"
            : $"{files.GraphPath} is not fed by token ids alone, so its decoder cannot be fed either; inspect {_encoderName} or {_decoderName} alone by its path");
    }

    private void CheckDecoder(InputPlan encoder, InputPlan decoder)
    {
        if (decoder.Slots.Count(s => s.Role == InputRole.EncoderStates) != 1 || !(decoder.Has(InputRole.TokenIds) || decoder.Has(InputRole.DecoderIds)))
        {
            throw new ModelLoadException(
                ModelFault.UnsupportedInput,
                $"{files.DecoderPath} does not read token ids and the states of one encoder, so it does not belong to {_encoderName}; put the decoder it was exported with beside it");
        }

        Require(encoder.FixedBatch, decoder.FixedBatch, "sequences at a time");
        Require(encoder.FixedLength, decoder.FixedStatesLength, "source positions");
    }

    private void Require(int? encoder, int? decoder, string what)
    {
        if (encoder is not { } gives || decoder is not { } takes || gives == takes) return;
        throw new ModelLoadException(
            ModelFault.UnsupportedInput, $"{_encoderName} is fixed to {gives} {what}, {_decoderName} to {takes}; export both alike, or with free dimensions");
    }

    private static FeedForm Form(InputPlan encoder, InputPlan decoder) => new(
        ModelModality.TokenPairs, encoder.FixedBatch ?? decoder.FixedBatch, encoder.FixedLength ?? decoder.FixedStatesLength, decoder.FixedLength);
}
