using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Running.Inputs;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.V1;
using AttentionKind = AttentionViz.Extractor.Running.AttentionKind;
using AttentionLayer = AttentionViz.Extractor.Running.AttentionLayer;

namespace AttentionViz.Extractor.Models;

/// <summary>A loaded model in the words of the public contract.</summary>
public static class ModelDescription
{
    public static Model Of(string modelId, LoadedModel loaded)
    {
        var model = loaded.Model.Descriptor;
        var description = new Model
        {
            ModelId = modelId,
            Sha256 = model.Sha256,
            Input = model.Modality switch
            {
                ModelModality.Pixels => ModelInput.Image,
                ModelModality.Tokens or ModelModality.TokenPairs when loaded.Tokenizer is not null => ModelInput.Text,
                ModelModality.Tokens or ModelModality.TokenPairs => ModelInput.TokenIds,
                _ => ModelInput.Unspecified,
            },
            MaxTokens = model.MaxLength ?? 0,
            Notes = { model.Notes.Select(Scrub.Text) },
            Layers = { model.Layers.Select(Of) },
            EncoderDecoder = model.Modality == ModelModality.TokenPairs,
        };
        if (model.Modality == ModelModality.Other) description.Fault = $"the model {BatchRules.UnfedReason}";
        if (model is { Modality: ModelModality.TokenPairs, DecoderStart: null }) description.Fault = $"the model {PairRules.NoStartReason}";
        if (model is { Modality: ModelModality.Pixels, Image: null })
            description.Fault = "its layers do not all see the whole image at one resolution; it can be inspected, not run over a corpus";
        if (loaded.Images?.Note is { } note) description.Notes.Add(note);
        return description;
    }

    /// <summary>A model that cannot be used, with the reason.</summary>
    public static Model Faulty(string modelId, string fault) => new() { ModelId = modelId, Fault = fault };

    private static V1.AttentionLayer Of(AttentionLayer layer)
    {
        var description = new V1.AttentionLayer
        {
            Layer = layer.Layer,
            Kind = layer.Kind == AttentionKind.Self ? V1.AttentionKind.Self : V1.AttentionKind.Cross,
            Heads = layer.Heads,
            KeyHeads = layer.KeyHeads,
            HeadWidth = layer.HeadWidth,
            Scale = layer.Scale,
            Causal = layer.Causal,
            Pattern = layer.Pattern,
            KeyHeadOf = { layer.KeyHeadOf },
            HasBias = layer.HasBias,
            QuerySide = layer.QuerySide,
            KeySide = layer.KeySide,
            HasSink = layer.HasSink,
            HasOwnWeights = layer.HasOwnWeights,
        };
        if (layer.LogitCap is { } cap) description.LogitCap = cap;
        if (layer.VerifiedError is { } error) description.VerifiedError = error;
        return description;
    }
}
