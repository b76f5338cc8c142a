using AttentionViz.Extractor.Running.Inputs;

namespace AttentionViz.Extractor.Running;

/// <summary>An encoder and a decoder in graphs of their own: what the first makes of the source is fed to the second with the target.</summary>
/// <param name="decoder">Null where no layer of it is wanted.</param>
internal sealed class PairedExtraction(Extraction encoder, Extraction? decoder, FeedForm form) : IExtraction
{
    public FeedForm Form => form;

    /// <summary>Layers of the encoder, then of the decoder.</summary>
    public List<LayerVectors> Run(FeedBatch batch, CancellationToken ct)
    {
        var source = batch with { Target = null };
        if (decoder is null) return encoder.Run(source, ct);
        var result = encoder.Run(source, out var lease, out var states, ct);
        using (lease)
        {
            try
            {
                result.AddRange(decoder.Run(Of(batch, new EncoderStates(states, new FedTokens(batch.Ids, batch.Length))), ct));
                return result;
            }
            catch
            {
                result.ForEach(v => v.Dispose());
                throw;
            }
        }
    }

    /// <summary>What the decoder is fed of a batch of both sides.</summary>
    private static FeedBatch Of(FeedBatch batch, EncoderStates encoder) =>
        new(batch.Target!.Ids, batch.Target.Length, batch.PadId, batch.Seed) { Encoder = encoder };

    public void Dispose()
    {
        encoder.Dispose();
        decoder?.Dispose();
    }
}
