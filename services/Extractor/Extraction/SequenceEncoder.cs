using System.Globalization;
using AttentionViz.Extractor.Running;
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
    /// <param name="maxTokens">Cut to this many tokens, special ones included; 0 = what the model takes.</param>
    public SequenceEncoder(TextTokenizer? tokenizer, ModelDescriptor model, int maxTokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxTokens);
        if (maxTokens > model.MaxLength)
            throw new CorpusFormatException(0, $"max_sequence_tokens is {maxTokens}, but model '{model.Name}' takes {model.MaxLength} tokens at most");
        if (model.Image is { } image && maxTokens > 0 && maxTokens < image.Tokens)
            throw new CorpusFormatException(0, $"max_sequence_tokens is {maxTokens}, but images are not cut: every one has {image.Tokens} tokens in model '{model.Name}'; leave it out");
        (_tokenizer, _model) = (tokenizer, model);
        _images = model.Image is null ? null : new ImageTokens(model.Image);
        MaxTokens = maxTokens > 0 ? maxTokens : Math.Min(model.MaxLength ?? DefaultMaxTokens, DefaultMaxTokens);
    }

    public int MaxTokens { get; }

    /// <summary>The sequence as the model reads it, cut to <see cref="MaxTokens"/>.</summary>
    /// <exception cref="UnfitSequenceException">The model cannot take this sequence.</exception>
    public EncodedSequence Encode(SequenceRecord sequence)
    {
        if (_model.Image is not null) return _images!.Encode(sequence, _model);
        if (sequence.Image is not null) throw UnfitSequenceException.Of(sequence, $"is an image, but model '{_model.Name}' does not read images; choose a vision transformer");
        return sequence.Ids is null ? EncodeText(sequence) : TakeIds(sequence, sequence.Ids);
    }

    private EncodedSequence EncodeText(SequenceRecord sequence)
    {
        if (_tokenizer is null)
            throw UnfitSequenceException.Of(sequence, $"is text, but model '{_model.Name}' has no tokenizer.json; give token ids instead: {{\"ids\": [3, 7]}}");
        var text = Tokenize(sequence, _tokenizer);
        if (text.Ids.Length == 0) throw UnfitSequenceException.Of(sequence, $"has no tokens: the tokenizer of model '{_model.Name}' finds none in it");
        CheckIds(sequence, text.Ids);
        return new EncodedSequence(sequence, text.Ids, text.Texts, text.Starts, text.Ends, text.Special, text.Truncated);
    }

    private TokenizedText Tokenize(SequenceRecord sequence, TextTokenizer tokenizer)
    {
        try
        {
            return tokenizer.Encode(sequence.Text!, MaxTokens);
        }
        catch (TokenizerException e)
        {
            throw UnfitSequenceException.Of(sequence, $"cannot be tokenized for model '{_model.Name}': {e.Message}");
        }
    }

    private EncodedSequence TakeIds(SequenceRecord sequence, int[] ids)
    {
        CheckIds(sequence, ids);
        var length = Math.Min(ids.Length, MaxTokens);
        var texts = sequence.Tokens?[..length] ?? [.. ids[..length].Select(Show)];
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
