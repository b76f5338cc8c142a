namespace AttentionViz.Extractor.Images;

/// <summary>Filters for resizing, numbered as Hugging Face's "resample" and Pillow have them.</summary>
public enum ResampleFilter
{
    Nearest = 0,
    Lanczos = 1,
    Bilinear = 2,
    Bicubic = 3,
    Box = 4,
    Hamming = 5,
}

internal static class ResampleFilters
{
    /// <summary>Distance from its centre, in output pixels, at which a filter has become zero.</summary>
    public static double Support(this ResampleFilter filter) => filter switch
    {
        ResampleFilter.Box => 0.5,
        ResampleFilter.Bilinear or ResampleFilter.Hamming => 1,
        ResampleFilter.Bicubic => 2,
        _ => 3,
    };

    public static double Weight(this ResampleFilter filter, double x)
    {
        x = Math.Abs(x);
        if (filter == ResampleFilter.Box) return x <= 0.5 ? 1 : 0;
        if (x >= filter.Support()) return 0;
        return filter switch
        {
            ResampleFilter.Bilinear => 1 - x,
            ResampleFilter.Bicubic => Cubic(x),
            ResampleFilter.Hamming => Sinc(x) * (0.54 + (0.46 * Math.Cos(Math.PI * x))),
            _ => Sinc(x) * Sinc(x / 3),
        };
    }

    /// <summary>Keys' cubic with a = -1/2.</summary>
    private static double Cubic(double x)
    {
        const double A = -0.5;
        return x < 1
            ? ((((A + 2) * x) - (A + 3)) * x * x) + 1
            : ((((x - 5) * x) + 8) * x * A) - (4 * A);
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
