using System.Globalization;
using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Running.Inputs;
using AttentionViz.Extractor.Tokenization;
using AttentionViz.Pipeline.Corpora;

namespace AttentionViz.Extractor.Extraction;

/// <summary>Turns sequences of a corpus into token ids for one model.</summary>
public sealed class SequenceEncoder
{
    /// <summary>Length that sequences are cut to when neither the caller nor the model says one.</summary>
    public const int DefaultMaxTokens = 512;

    private readonly TextTokenizer? _tokenizer;
    private readonly ModelDescriptor _model;
    private readonly ImageTokens? _images;

    /// <param name="tokenizer">Null for a model without one: it takes token ids only.</param>
    /// <param name="maxTokens">Cut to this many tokens on each side, special ones included; 0 = what the model takes.</param>
    public SequenceEncoder(TextTokenizer? tokenizer, ModelDescriptor model, int maxTokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxTokens);
        if (maxTokens > model.MaxLength)
            throw new CorpusFormatException(0, $"max_sequence_tokens is {maxTokens}, but model '{model.Name}' takes {model.MaxLength} tokens at most");
        if (model.Image is { } image && maxTokens > 0 && maxTokens < image.Tokens)
            throw new CorpusFormatException(0, $"max_sequence_tokens is {maxTokens}, but images are not cut: every one has {image.Tokens} tokens in model '{model.Name}'; leave it out");
        (_tokenizer, _model) = (tokenizer, model);
        _images = model.Image is null ? null : new ImageTokens(model.Image);
        if (model is { Modality: ModelModality.TokenPairs, DecoderStart: null })
            throw new CorpusFormatException(0, $"model '{model.Name}' {PairRules.NoStartReason}");
        MaxTokens = maxTokens > 0 ? maxTokens : Math.Min(model.MaxLength ?? DefaultMaxTokens, DefaultMaxTokens);
    }

    public int MaxTokens { get; }

    /// <summary>The sequence as the model reads it, cut to <see cref="MaxTokens"/>.</summary>
    /// <exception cref="UnfitSequenceException">The model cannot take this sequence.</exception>
    public EncodedSequence Encode(SequenceRecord sequence)
    {
        if (_model.Image is not null) return _images!.Encode(sequence, _model);
        if (sequence.Image is not null) throw UnfitSequenceException.Of(sequence, $"is an image, but model '{_model.Name}' does not read images; choose a vision transformer");
        if (_model.Modality == ModelModality.TokenPairs) return EncodePair(sequence);
        if (sequence.Target is not null || sequence.TargetIds is not null)
        {
            var field = sequence.Target is not null ? "target" : "target_ids";
            throw UnfitSequenceException.Of(
                sequence, $"has a \"{field}\", but model '{_model.Name}' is no encoder-decoder; leave the field out, or rename it to keep it as metadata");
        }

        var encoded = EncodeSource(sequence);
        return !(encoded.Length < _model.ExactLength) ? encoded : throw UnfitSequenceException.Of(
            sequence, $"has {encoded.Length} tokens, but model '{_model.Name}' takes exactly {_model.ExactLength} and attends to padding; export it with a free sequence length or an attention_mask");
    }

    /// <summary>What the decoder is to produce is the sequence's target, or the sequence itself.</summary>
    private EncodedSequence EncodePair(SequenceRecord sequence)
    {
        var source = EncodeSource(sequence);
        var target = sequence.Target is { } text ? EncodeText(sequence, text)
            : sequence.TargetIds is { } ids ? TakeIds(sequence, ids, null)
            : source;
        var start = _model.DecoderStart!.Value;
        return DecoderInput.Join(source, target, start, Show(start));
    }

    private EncodedSequence EncodeSource(SequenceRecord sequence) =>
        sequence.Ids is null ? EncodeText(sequence, sequence.Text!) : TakeIds(sequence, sequence.Ids, sequence.Tokens);

    /// <param name="whole">The sequence's text or its target.</param>
    private EncodedSequence EncodeText(SequenceRecord sequence, string whole)
    {
        if (_tokenizer is null)
            throw UnfitSequenceException.Of(sequence, $"is text, but model '{_model.Name}' has no tokenizer.json; give token ids instead: {{\"ids\": [3, 7]}}");
        var text = Tokenize(sequence, whole, _tokenizer);
        if (text.Ids.Length == 0) throw UnfitSequenceException.Of(sequence, $"has no tokens{(ReferenceEquals(whole, sequence.Target) ? " in its \"target\"" : "")}: the tokenizer of model '{_model.Name}' finds none in it");
        CheckIds(sequence, text.Ids);
        return new EncodedSequence(sequence, text.Ids, text.Texts, text.Starts, text.Ends, text.Special, text.Truncated);
    }

    private TokenizedText Tokenize(SequenceRecord sequence, string whole, TextTokenizer tokenizer)
    {
        try
        {
            return tokenizer.Encode(whole, MaxTokens);
        }
        catch (TokenizerException e)
        {
            throw UnfitSequenceException.Of(sequence, $"cannot be tokenized for model '{_model.Name}': {e.Message}");
        }
    }

    private EncodedSequence TakeIds(SequenceRecord sequence, int[] ids, string[]? tokens)
    {
        CheckIds(sequence, ids);
        var length = Math.Min(ids.Length, MaxTokens);
        var texts = tokens?[..length] ?? [.. ids[..length].Select(Show)];
        return new EncodedSequence(
            sequence, ids[..length], texts, new int[length], new int[length], new bool[length], length < ids.Length);
    }

    private string Show(int id) => _tokenizer?.TokenText(id) ?? id.ToString(CultureInfo.InvariantCulture);

    private void CheckIds(SequenceRecord sequence, int[] ids)
    {
        if (_model.VocabularySize is not { } size) return;
        var bad = Array.FindIndex(ids, id => id >= size || id < 0);
        if (bad >= 0)
            throw UnfitSequenceException.Of(sequence, $"has token id {ids[bad]} at position {bad}, but model '{_model.Name}' knows ids 0 to {size - 1}");
    }
}
