namespace AttentionViz.Extractor.Images;

/// <summary>What to do with an image before the model sees it, in this order; as a preprocessor_config.json says.</summary>
public sealed record Preprocessing
{
    public bool Resize { get; init; } = true;

    /// <summary>Resize to this; null when <see cref="ShortestEdge"/> says.</summary>
    public (int Height, int Width)? Size { get; init; }

    /// <summary>Resize so that the shorter side is this; the longer keeps the proportion.</summary>
    public int? ShortestEdge { get; init; }

    public ResampleFilter Filter { get; init; } = ResampleFilter.Bilinear;

    /// <summary>Cut this from the middle; null = nothing is cut.</summary>
    public (int Height, int Width)? Crop { get; init; }

    /// <summary>Bytes are multiplied by this.</summary>
    public double Factor { get; init; } = 1 / 255.0;

    /// <summary>Then this is taken away, for each channel, ...</summary>
    public IReadOnlyList<double> Mean { get; init; } = [0, 0, 0];

    /// <summary>... and the rest divided by this.</summary>
    public IReadOnlyList<double> Deviation { get; init; } = [1, 1, 1];

    /// <summary>Blue comes first.</summary>
    public bool BlueFirst { get; init; }

    /// <summary>The size that every image has in the end; null when it depends on the image.</summary>
    public (int Height, int Width)? Fixed => Crop ?? (Resize ? Size : null);
}
