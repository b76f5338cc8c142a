using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Running;
using AttentionViz.Pipeline.Corpora;

namespace AttentionViz.Extractor.Images;

/// <summary>Turns image files into what one model takes.</summary>
public sealed class ImagePreprocessor
{
    private readonly Preprocessing _steps;
    private readonly ImageInput _input;

    /// <param name="steps">Null for a model that came without preprocessor_config.json.</param>
    /// <exception cref="ModelLoadException">What the steps give is not what the model takes.</exception>
    public ImagePreprocessor(Preprocessing? steps, ImageInput input)
    {
        _input = input;
        var size = (input.Height, input.Width);
        if (steps is null)
        {
            Note = $"no {PreprocessingReader.FileName}: images are resized to {input.Width} x {input.Height} (bilinear) and divided by 255, without normalisation";
            steps = new Preprocessing { Size = size };
        }
        else if (steps.Fixed is { } gives && gives != size)
        {
            throw new ModelLoadException(
                ModelFault.UnsupportedInput,
                $"{PreprocessingReader.FileName} makes images of {gives.Width} x {gives.Height} pixels, but the model takes {input.Width} x {input.Height}; make the two agree");
        }
        else if (steps is { Fixed: null, Resize: true })
        {
            Note = $"{PreprocessingReader.FileName} leaves the longer side free: the middle {input.Width} x {input.Height} pixels are taken";
            steps = steps with { Crop = size };
        }

        _steps = steps;
    }

    /// <summary>What a user should know of how images are prepared; null when the model's own file says it all.</summary>
    public string? Note { get; }

    /// <param name="file">Bytes of a JPEG, PNG or WebP.</param>
    /// <exception cref="ImageException">It cannot be decoded, or has the wrong size for a model without resizing.</exception>
    public ImageView Prepare(byte[] file)
    {
        var image = ImageDecoder.Decode(file);
        if (_steps.Resize)
        {
            var (height, width) = _steps.Size ?? Shortest(image, _steps.ShortestEdge!.Value);
            image = Resampler.Resize(image, width, height, _steps.Filter);
        }

        if (_steps.Crop is { } crop) image = CenterCrop.Cut(image, crop.Width, crop.Height);
        return (image.Height, image.Width) == (_input.Height, _input.Width)
            ? new ImageView(image, _steps, _input)
            : throw new ImageException($"is {image.Width} x {image.Height} pixels, but the model takes {_input.Width} x {_input.Height} and its {PreprocessingReader.FileName} resizes nothing");
    }

    /// <inheritdoc cref="Prepare(byte[])"/>
    /// <param name="image">The sequence that the file is of, to be named.</param>
    /// <exception cref="UnfitSequenceException">It cannot be decoded, or has the wrong size for a model without resizing.</exception>
    public ImageView Prepare(SequenceRecord image, byte[] file)
    {
        try
        {
            return Prepare(file);
        }
        catch (ImageException e)
        {
            throw UnfitSequenceException.OfImage(image, e.Message);
        }
    }

    private static (int Height, int Width) Shortest(RgbImage image, int edge)
    {
        var shorter = Math.Min(image.Width, image.Height);
        var longer = Math.Max(image.Width, image.Height);
        // A thin strip would become longer than memory; the middle is all that is used of it.
        var length = (int)Math.Min((long)edge * longer / shorter, 1 << 15);
        return image.Width <= image.Height ? (length, edge) : (edge, length);
    }
}
