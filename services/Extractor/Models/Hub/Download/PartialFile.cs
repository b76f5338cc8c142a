namespace AttentionViz.Extractor.Models.Hub.Download;

/// <summary>A file that grows beside its place and gets its name when it is whole; what is there is kept between runs.</summary>
internal sealed class PartialFile(string target)
{
    public string Path { get; } = $"{target}.part";

    public long Length => new FileInfo(Path) is { Exists: true, Length: var length } ? length : 0;

    public void Drop() => File.Delete(Path);

    public FileStream OpenToAppend()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        return new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    /// <summary>Gives the file its name.</summary>
    public void Finish() => File.Move(Path, target);
}
