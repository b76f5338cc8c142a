namespace AttentionViz.Extractor.Extraction.Statistics;

/// <summary>Working memory of one thread; grows with the longest sequence and the widest head.</summary>
internal sealed class Scratch
{
    [ThreadStatic]
    private static Scratch? _ofThread;

    private float[] _panel = [];
    private float[] _queries = [];
    private float[] _logits = [];
    private float[] _columns = [];
    private float[] _diagonals = [];
    private float[] _normalizers = [];
    private float[] _spreads = [];
    private double[] _rows = [];
    private double[] _sums = [];

    public static Scratch OfThread => _ofThread ??= new Scratch();

    /// <summary>Keys, component by component.</summary>
    public Span<float> Panel(int length) => Grown(ref _panel, length);

    /// <summary>Scaled queries, row by row.</summary>
    public Span<float> Queries(int length) => Grown(ref _queries, length);

    /// <summary>Logits, then weights, of a few queries.</summary>
    public Span<float> Logits(int length) => Grown(ref _logits, length);

    /// <summary>Weight on each key.</summary>
    public Span<float> Columns(int length) => Grown(ref _columns, length);

    /// <summary>Weight at each distance.</summary>
    public Span<float> Diagonals(int length) => Grown(ref _diagonals, length);

    /// <summary>For each query the sum of exp(logit - greatest).</summary>
    public Span<float> Normalizers(int length) => Grown(ref _normalizers, length);

    /// <summary>For each query the mean of (logit - greatest) under its weights.</summary>
    public Span<float> Spreads(int length) => Grown(ref _spreads, length);

    /// <summary>Vectors in double precision.</summary>
    public Span<double> Rows(int length) => Grown(ref _rows, length);

    /// <summary>Sums of one sequence.</summary>
    public Span<double> Sums(int length) => Grown(ref _sums, length);

    private static Span<T> Grown<T>(ref T[] array, int length)
    {
        if (array.Length < length) array = new T[Math.Max(length, 2 * array.Length)];
        return array.AsSpan(0, length);
    }
}
