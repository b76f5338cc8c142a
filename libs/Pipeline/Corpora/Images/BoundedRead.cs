using System.IO.Compression;

namespace AttentionViz.Pipeline.Corpora.Images;

/// <summary>Reads zip entries whole, but never more than allowed: the size an entry states may be a lie.</summary>
internal static class BoundedRead
{
    /// <exception cref="CorpusFormatException">The entry is encrypted, damaged or too large.</exception>
    public static byte[] All(ZipArchiveEntry entry, long limit)
    {
        var name = EntryName.Show(entry.FullName);
        if (entry.IsEncrypted) throw new CorpusFormatException(0, $"zip entry {name} is encrypted; zip it without a password");
        if (entry.Length > limit) throw TooLarge(name, limit);
        try
        {
            using var content = entry.Open();
            using var whole = new MemoryStream((int)entry.Length);
            var buffer = new byte[64 << 10];
            for (int read; (read = content.Read(buffer)) > 0;)
            {
                if (whole.Length + read > limit) throw TooLarge(name, limit);
                whole.Write(buffer, 0, read);
            }

            return whole.ToArray();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            throw new CorpusFormatException(0, $"zip entry {name} cannot be unpacked ({e.Message.TrimEnd('.')}); make the zip again");
        }
    }

    private static CorpusFormatException TooLarge(string name, long limit) =>
        new(0, $"zip entry {name} has more than {limit} bytes; make it smaller or leave it out");
}
