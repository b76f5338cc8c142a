using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Corpora.Images;
using AttentionViz.V1;

namespace AttentionViz.Cli.Local;

/// <summary>A corpus on this machine: a file, or a folder of images, which is read as a zip of them.</summary>
internal sealed class CorpusSource(FileSystemInfo place)
{
    public string Name => place.Name;

    public CorpusFormat Format { get; } = place is DirectoryInfo ? CorpusFormat.ImageZip : CorpusReader.FormatOf(place.Name);

    /// <summary>The bytes of the corpus; the zip of a folder lies in a temporary file as long as the stream is open.</summary>
    public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        if (place is not DirectoryInfo folder) return ((FileInfo)place).OpenRead();
        var zip = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous });
        try
        {
            await ImageFolder.PackAsync(folder, zip, new CorpusLimits(), cancellationToken);
            zip.Position = 0;
            return zip;
        }
        catch
        {
            await zip.DisposeAsync();
            throw;
        }
    }
}
