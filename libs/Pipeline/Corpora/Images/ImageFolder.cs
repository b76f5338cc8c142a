using System.IO.Compression;

namespace AttentionViz.Pipeline.Corpora.Images;

/// <summary>Packs a folder of images into a zip that <see cref="ImageArchive"/> reads.</summary>
public static class ImageFolder
{
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, MaxRecursionDepth = 32, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };

    /// <param name="zip">Seekable; stays open, at its end.</param>
    /// <exception cref="CorpusFormatException">There is no image, or there are more bytes than the limits allow.</exception>
    public static async Task PackAsync(DirectoryInfo folder, Stream zip, CorpusLimits limits, CancellationToken cancellationToken)
    {
        var files = folder.EnumerateFiles("*", Everything)
            .Select(file => (File: file, Name: Path.GetRelativePath(folder.FullName, file.FullName).Replace(Path.DirectorySeparatorChar, '/')))
            .Where(f => EntryName.IsImage(f.Name) || EntryName.IsOtherImage(f.Name) || f.File.Name == ImageMetadata.FileName)
            .OrderBy(f => f.Name, StringComparer.Ordinal)
            .ToList();
        if (!files.Any(f => EntryName.IsImage(f.Name)))
            throw new CorpusFormatException(0, $"the folder '{folder.FullName}' holds no JPEG, PNG or WebP image; put at least one into it");
        if (files.Sum(f => f.File.Length) > limits.MaxBytes)
            throw new CorpusFormatException(0, $"the images of '{folder.FullName}' have more than {limits.MaxBytes} bytes; split the folder");
        await using var archive = await ZipArchive.CreateAsync(zip, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        foreach (var (file, name) in files)
        {
            // Images are compressed already.
            var entry = archive.CreateEntry(name, CompressionLevel.NoCompression);
            // The same folder gives the same zip, whenever it is packed.
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            await using var from = file.OpenRead();
            await using var to = await entry.OpenAsync(cancellationToken);
            await from.CopyToAsync(to, cancellationToken);
        }
    }
}
