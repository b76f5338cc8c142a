using AttentionViz.Extractor.Images;
using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tokenization;

namespace AttentionViz.Extractor.Models;

/// <summary>A model with its tokenizer, kept in memory while anyone uses it.</summary>
public sealed class LoadedModel : IDisposable
{
    private int _uses = 1;

    public LoadedModel(AttentionModel model, TextTokenizer? tokenizer, ImagePreprocessor? images = null) =>
        (Model, Tokenizer, Images) = (model, tokenizer, images);

    public AttentionModel Model { get; }

    /// <summary>Null when the model came without a tokenizer.json.</summary>
    public TextTokenizer? Tokenizer { get; }

    /// <summary>Null when the model is not fed by images.</summary>
    public ImagePreprocessor? Images { get; }

    /// <summary>Loads a model and, where its folder has one, its tokenizer. Unproved layers are loaded too: jobs decide.</summary>
    /// <exception cref="ModelLoadException">The model cannot be used.</exception>
    /// <exception cref="TokenizerException">The tokenizer cannot be read.</exception>
    public static LoadedModel Load(string path, ModelOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        var tokenizerFile = Path.Combine(folder, "tokenizer.json");
        var tokenizer = File.Exists(tokenizerFile) ? TextTokenizer.Load(tokenizerFile) : null;
        var model = AttentionModel.Load(path, options with { AllowUnverified = true }, cancellationToken);
        try
        {
            var images = model.Descriptor.Image is { } input ? new ImagePreprocessor(PreprocessingReader.Read(folder), input) : null;
            return new LoadedModel(model, tokenizer, images);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>One more user; each calls <see cref="Dispose"/> once.</summary>
    public LoadedModel Share()
    {
        Interlocked.Increment(ref _uses);
        return this;
    }

    public void Dispose()
    {
        if (Interlocked.Decrement(ref _uses) == 0) Model.Dispose();
    }
}
