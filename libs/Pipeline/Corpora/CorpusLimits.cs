using System.ComponentModel.DataAnnotations;

namespace AttentionViz.Pipeline.Corpora;

/// <summary>How large a corpus may be.</summary>
public sealed class CorpusLimits
{
    /// <summary>Most bytes of one line. Default 1 MiB.</summary>
    [Range(16, 64 << 20)]
    public int MaxLineBytes { get; set; } = 1 << 20;

    /// <summary>Most bytes of a corpus. Default 1 GiB.</summary>
    [Range(1L, 1L << 40)]
    public long MaxBytes { get; set; } = 1L << 30;

    /// <summary>Most sequences of a corpus. Default 10 million.</summary>
    [Range(1, int.MaxValue)]
    public int MaxSequences { get; set; } = 10_000_000;

    /// <summary>Most sequences of one shard. Default 64.</summary>
    [Range(1, 100_000)]
    public int ShardSequences { get; set; } = 64;

    /// <summary>Bytes of text after which a shard is closed. Default 64 KiB.</summary>
    [Range(1, 16 << 20)]
    public int ShardBytes { get; set; } = 64 << 10;

    /// <summary>Most bytes of one image file. Default 32 MiB.</summary>
    [Range(64, 1 << 30)]
    public int MaxImageBytes { get; set; } = 32 << 20;

    /// <summary>Most pixels of one image; it takes 4 bytes a pixel to decode. Default 50 million.</summary>
    [Range(1, 500_000_000)]
    public int MaxImagePixels { get; set; } = 50_000_000;

    /// <summary>Bytes of image files after which a shard is closed: a worker holds them all. Default 16 MiB.</summary>
    [Range(1, 1 << 30)]
    public int ShardImageBytes { get; set; } = 16 << 20;
}
