using System.IO.Compression;
using System.Text.Json.Nodes;

namespace AttentionViz.Pipeline.Corpora.Images;

/// <summary>
/// A zip of images, read entry by entry; nothing is unpacked to disk. Sequences come in the ordinal
/// order of their names, whatever the order in the zip. Other files are passed over.
/// </summary>
public sealed class ImageArchive : IDisposable
{
    private const int MostMetadataBytes = 64 << 20;

    private readonly ZipArchive _zip;
    private readonly CorpusLimits _limits;
    private readonly List<ZipArchiveEntry> _images;
    private readonly Dictionary<string, IReadOnlyDictionary<string, JsonValue>> _metadata = new(StringComparer.Ordinal);
    private readonly bool _foldersTell;

    private ImageArchive(ZipArchive zip, CorpusLimits limits)
    {
        (_zip, _limits) = (zip, limits);
        foreach (var entry in zip.Entries) EntryName.RequireInside(entry.FullName);
        var files = zip.Entries.Where(e => !EntryName.IsClutter(e.FullName)).ToList();
        if (files.Find(e => EntryName.IsOtherImage(e.FullName)) is { } other)
            throw new CorpusFormatException(0, $"zip entry {EntryName.Show(other.FullName)} is an image in a format that is not read; convert it to PNG, JPEG or WebP, or leave it out");
        _images = [.. files.Where(e => EntryName.IsImage(e.FullName)).OrderBy(e => e.FullName, StringComparer.Ordinal)];
        if (_images.Count == 0) throw new CorpusFormatException(0, "the zip holds no JPEG, PNG or WebP image; put at least one into it");
        if (_images.Count > limits.MaxSequences) throw new CorpusFormatException(0, $"the corpus has more than {limits.MaxSequences} images; split it");
        for (var i = 1; i < _images.Count; i++)
        {
            if (_images[i].FullName == _images[i - 1].FullName)
                throw new CorpusFormatException(0, $"zip entry {EntryName.Show(_images[i].FullName)} is there twice; each image needs a name of its own");
        }

        _foldersTell = _images.Select(e => EntryName.FolderOf(e.FullName)).Distinct(StringComparer.Ordinal).Skip(1).Any();
        foreach (var entry in files.Where(e => e.Name == ImageMetadata.FileName)) AddMetadata(entry);
    }

    /// <summary>Number of images.</summary>
    public int Count => _images.Count;

    /// <param name="zip">Seekable; stays open.</param>
    /// <exception cref="CorpusFormatException">It is no zip, holds no image, or has entries that cannot be taken.</exception>
    public static ImageArchive Open(Stream zip, CorpusLimits limits)
    {
        ZipArchive? archive = null;
        try
        {
            archive = new ZipArchive(zip, ZipArchiveMode.Read, leaveOpen: true);
            return new ImageArchive(archive, limits);
        }
        catch (CorpusFormatException)
        {
            archive?.Dispose();
            throw;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException)
        {
            archive?.Dispose();
            throw new CorpusFormatException(0, $"the corpus is not a zip that can be read ({e.Message.TrimEnd('.')}); make the zip again");
        }
    }

    /// <summary>Every image, one in memory at a time.</summary>
    /// <exception cref="CorpusFormatException">An entry cannot be taken; the message names it.</exception>
    public IEnumerable<ImageSequence> Read()
    {
        long total = 0;
        for (var i = 0; i < _images.Count; i++)
        {
            var name = _images[i].FullName;
            var content = BoundedRead.All(_images[i], _limits.MaxImageBytes);
            total += content.Length;
            if (total > _limits.MaxBytes)
                throw new CorpusFormatException(0, $"the images pass {_limits.MaxBytes} bytes at zip entry {EntryName.Show(name)}; split the corpus");
            var record = new SequenceRecord(i, name, null, null, null, MetadataOf(name)) { Image = Describe(name, content) };
            yield return new ImageSequence(record, content);
        }
    }

    public void Dispose() => _zip.Dispose();

    private ImageEntry Describe(string name, byte[] content)
    {
        try
        {
            // One that is cut off is for the job to refuse or to skip; what has no dimensions is no image.
            var header = ImageHeader.Read(content, whole: false);
            if (header.Pixels > _limits.MaxImagePixels)
                throw new InvalidDataException($"is {header.Width} x {header.Height} pixels, more than the {_limits.MaxImagePixels} that are taken; make it smaller");
            return new ImageEntry(header.Kind, header.Width, header.Height, content.Length);
        }
        catch (InvalidDataException e)
        {
            throw new CorpusFormatException(0, $"zip entry {EntryName.Show(name)} {e.Message}");
        }
    }

    private void AddMetadata(ZipArchiveEntry entry)
    {
        var names = _images.Select(e => e.FullName).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, fields) in new ImageMetadata(entry.FullName, _limits).Read(BoundedRead.All(entry, MostMetadataBytes)))
        {
            if (!names.Contains(name))
                throw new CorpusFormatException(0, $"zip entry {EntryName.Show(entry.FullName)} describes {EntryName.Show(name)}, which is not in the zip; add the image or remove the line");
            if (!_metadata.TryAdd(name, fields))
                throw new CorpusFormatException(0, $"two metadata files of the zip describe {EntryName.Show(name)}; keep one of them");
        }
    }

    /// <summary>Sorted into folders, images carry their folder's name: often it is their label.</summary>
    private IReadOnlyDictionary<string, JsonValue> MetadataOf(string name)
    {
        var own = _metadata.GetValueOrDefault(name);
        var folder = EntryName.FolderOf(name);
        if (!_foldersTell || folder.Length == 0 || own?.ContainsKey("folder") == true) return own ?? new Dictionary<string, JsonValue>();
        var all = new SortedDictionary<string, JsonValue>(StringComparer.Ordinal) { ["folder"] = JsonValue.Create(folder.TrimEnd('/').Split('/')[^1]) };
        foreach (var (key, value) in own ?? new Dictionary<string, JsonValue>()) all[key] = value;
        return all;
    }
}
