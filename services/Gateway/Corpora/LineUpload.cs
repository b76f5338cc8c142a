using AttentionViz.Pipeline.Corpora;

namespace AttentionViz.Gateway.Corpora;

/// <summary>A corpus of lines: each is read and stored as it arrives.</summary>
internal sealed class LineUpload(UploadTarget target) : CorpusUpload(target)
{
    private readonly LineSplitter _lines = new(target.Limits);
    private readonly CorpusReader _reader = new(target.Header.Format, target.Limits);

    protected override int ShardBytes => Target.Limits.ShardBytes;

    protected override async Task TakeAsync(ReadOnlyMemory<byte> slice)
    {
        foreach (var line in _lines.Push(slice)) await ReadAsync(line);
    }

    protected override async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (_lines.Finish() is { } last) await ReadAsync(last);
        _reader.RequireAny();
    }

    private async Task ReadAsync(ReadOnlyMemory<byte> line)
    {
        if (_reader.Read(line) is { } sequence) await AddAsync(sequence, line.Length);
    }
}
