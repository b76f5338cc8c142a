using AttentionViz.Pipeline.Corpora.Images;

namespace AttentionViz.Gateway.Corpora;

/// <summary>
/// A zip of images. Its table of contents is at its end, so that it is kept in a temporary file
/// until the last byte is there, then read entry by entry.
/// </summary>
internal sealed class ImageUpload(UploadTarget target) : CorpusUpload(target)
{
    private readonly FileStream _file = new(
        Path.Combine(Path.GetTempPath(), $"attentionviz-{target.CorpusId}.zip"),
        new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        });

    protected override int ShardBytes => Target.Limits.ShardImageBytes;

    public override async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override async Task TakeAsync(ReadOnlyMemory<byte> slice) => await _file.WriteAsync(slice);

    protected override async Task CompleteAsync(CancellationToken cancellationToken)
    {
        _file.Position = 0;
        using var archive = ImageArchive.Open(_file, Target.Limits);
        foreach (var (sequence, content) in archive.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Target.Store.WriteImageAsync(Target.CorpusId, sequence.Index, content, Target.Ttl);
            await AddAsync(sequence, content.Length);
        }
    }
}
