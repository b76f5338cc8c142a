using System.Text;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Corpora.Images;
using AttentionViz.Testing.Images;

namespace AttentionViz.Pipeline.Tests.Images;

public sealed class ImageArchiveTests
{
    private static readonly byte[] Picture = TestImages.Png;

    [Fact]
    public void Read_ImagesInAnyOrder_ComeByNameWithTheirMetadata()
    {
        var zip = TestImages.Zip(
            ("b.webp", TestImages.LossyWebP), ("readme.txt", "hello"u8.ToArray()), ("a.PNG", Picture), (".DS_Store", [1]), ("__MACOSX/a.png", [2]),
            ("metadata.jsonl", Encoding.UTF8.GetBytes("{\"file\": \"b.webp\", \"label\": \"plain\", \"size\": 3.5, \"seen\": true, \"none\": null}\n\n")));

        var images = Read(zip);

        Assert.Equal(["a.PNG", "b.webp"], images.Select(i => i.Record.Id));
        Assert.Equal([0L, 1L], images.Select(i => i.Record.Index));
        Assert.Equal(Picture, images[0].Content);
        Assert.Empty(images[0].Record.Metadata);
        Assert.Equal(new ImageEntry(ImageKind.WebP, 8, 4, TestImages.LossyWebP.Length), images[1].Record.Image);
        Assert.Equal(["label=plain", "seen=true", "size=3.5"], images[1].Record.Metadata.Select(m => $"{m.Key}={m.Value}"));
    }

    [Fact]
    public void Read_SeveralFolders_CarryTheFolderAsMetadata()
    {
        var images = Read(TestImages.Zip(
            ("pets/cat/1.png", Picture), ("pets/dog/1.png", Picture), ("pets/metadata.jsonl", "{\"file_name\": \"dog/1.png\", \"age\": 3}"u8.ToArray())));

        Assert.Equal(["pets/cat/1.png", "pets/dog/1.png"], images.Select(i => i.Record.Id));
        Assert.Equal(["folder=cat", "age=3;folder=dog"], images.Select(i => string.Join(';', i.Record.Metadata.Select(m => $"{m.Key}={m.Value}"))));
    }

    [Fact]
    public void Read_ImageCutOffBehindItsHeader_IsLeftToTheJob()
    {
        var jpeg = TestImages.TurnedJpeg;

        var images = Read(TestImages.Zip(("a.png", Picture[..40]), ("b.jpg", jpeg[..^40]), ("c.webp", TestImages.LossyWebP[..40])));

        Assert.Equal([(3, 2), (32, 16), (8, 4)], images.Select(i => (i.Record.Image!.Width, i.Record.Image.Height)));
    }

    public static TheoryData<string, byte[], string> BadZips => new()
    {
        { "no zip", "this is text"u8.ToArray(), "is not a zip that can be read" },
        { "nothing", [], "is not a zip that can be read" },
        { "cut off", TestImages.Zip(("a.png", Picture))[..^30], "is not a zip that can be read" },
        { "no entry", TestImages.Zip(), "holds no JPEG, PNG or WebP image" },
        { "no image", TestImages.Zip(("a.txt", [1]), ("b.csv", [2])), "holds no JPEG, PNG or WebP image" },
        { "zip slip", TestImages.Zip(("../../etc/a.png", Picture)), "'../../etc/a.png' has a name that leads outside" },
        { "absolute", TestImages.Zip(("/a.png", Picture)), "'/a.png' has a name that leads outside" },
        { "drive", TestImages.Zip(("c:a.png", Picture)), "'c:a.png' has a name that leads outside" },
        { "backslash", TestImages.Zip(("..\\a.png", Picture)), "leads outside" },
        { "slip beside", TestImages.Zip(("a.png", Picture), ("x/../../b.txt", [1])), "'x/../../b.txt' has a name that leads outside" },
        { "twice", TestImages.Zip(("a.png", Picture), ("a.png", Picture)), "'a.png' is there twice" },
        { "gif", TestImages.Zip(("a.png", Picture), ("b.gif", [1])), "'b.gif' is an image in a format that is not read" },
        { "wrong extension", TestImages.Zip(("a.png", "GIF89a"u8.ToArray())), "'a.png' is not a JPEG, PNG or WebP image" },
        { "empty image", TestImages.Zip(("a.png", [])), "'a.png' is empty" },
        { "truncated", TestImages.Zip(("a.png", Picture), ("sub/b.png", Picture[..30])), "'sub/b.png' is cut off before its end" },
        { "bomb", TestImages.Zip(("a.png", TestImages.Hollow(20_000, 20_000))), "'a.png' is 20000 x 20000 pixels, more than the 50000000" },
        { "file too large", TestImages.Zip(("a.png", new byte[5000])), "'a.png' has more than 4096 bytes" },
        { "all too large", TestImages.Zip([.. Enumerable.Range(0, 200).Select(i => ($"{i}.png", Picture))]), "the images pass 10000 bytes at zip entry" },
        { "too many", TestImages.Zip([.. Enumerable.Range(0, 301).Select(i => ($"{i}.png", Picture))]), "more than 300 images" },
        { "encrypted", Encrypted(TestImages.Zip(("a.png", Picture))), "'a.png' is encrypted" },
        { "metadata not JSON", WithMetadata("{\"file\": \"a.png\""), "'metadata.jsonl', line 1 is not valid JSON" },
        { "metadata no object", WithMetadata("\n[1]"), "'metadata.jsonl', line 2 is JSON but not an object" },
        { "metadata no file", WithMetadata("{\"label\": 1}"), "line 1 has no \"file\"" },
        { "metadata deep", WithMetadata("{\"file\": \"a.png\", \"deep\": []}"), "line 1 has a field 'deep' that is an array" },
        { "metadata twice", WithMetadata("{\"file\": \"a.png\"}\n{\"file\": \"a.png\"}"), "line 2 names 'a.png' a second time" },
        { "metadata of nothing", WithMetadata("{\"file\": \"b.png\"}"), "describes 'b.png', which is not in the zip" },
    };

    [Theory]
    [MemberData(nameof(BadZips))]
    public void Read_BadZip_NamesTheEntryAndTheRemedy(string what, byte[] zip, string says)
    {
        var limits = new CorpusLimits { MaxImageBytes = 4096, MaxBytes = 10_000, MaxSequences = 300 };

        var fault = Assert.Throws<CorpusFormatException>(() => Read(zip, limits));

        Assert.True(fault.Message.Contains(says, StringComparison.Ordinal), $"{what}: {fault.Message}");
        Assert.Contains(';', fault.Message);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void Read_DamagedEntry_NamesIt()
    {
        var zip = TestImages.Zip(("a.png", new byte[2000]));
        // Within the compressed bytes of the only entry.
        zip.AsSpan(30 + "a.png".Length, 6).Fill(0xFF);

        Assert.Contains("zip entry 'a.png' ", Assert.Throws<CorpusFormatException>(() => Read(zip)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pack_Folder_GivesTheSameZipEachTimeWithoutOtherFiles()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            Directory.CreateDirectory(Path.Combine(folder.FullName, "sub"));
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "sub", "b.png"), Picture, TestContext.Current.CancellationToken);
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "a.webp"), TestImages.LossyWebP, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "notes.txt"), "x", TestContext.Current.CancellationToken);

            var (first, second) = (await PackAsync(folder), await PackAsync(folder));

            Assert.Equal(first, second);
            Assert.Equal(["a.webp", "sub/b.png"], Read(first).Select(i => i.Record.Id));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Pack_FolderWithoutImages_SaysSo()
    {
        var folder = Directory.CreateTempSubdirectory();
        var fault = await Assert.ThrowsAsync<CorpusFormatException>(() => PackAsync(folder));
        folder.Delete();

        Assert.Contains("holds no JPEG, PNG or WebP image", fault.Message, StringComparison.Ordinal);
    }

    private static async Task<byte[]> PackAsync(DirectoryInfo folder)
    {
        using var zip = new MemoryStream();
        await ImageFolder.PackAsync(folder, zip, new CorpusLimits(), TestContext.Current.CancellationToken);
        return zip.ToArray();
    }

    private static byte[] WithMetadata(string lines) => TestImages.Zip(("a.png", Picture), ("metadata.jsonl", Encoding.UTF8.GetBytes(lines)));

    /// <summary>Sets the flag of encryption where the format keeps it: in the entry's own header and in the table of contents.</summary>
    private static byte[] Encrypted(byte[] zip)
    {
        zip[zip.AsSpan().IndexOf("PK\u0003\u0004"u8) + 6] |= 1;
        zip[zip.AsSpan().IndexOf("PK\u0001\u0002"u8) + 8] |= 1;
        return zip;
    }

    private static List<ImageSequence> Read(byte[] zip, CorpusLimits? limits = null)
    {
        using var archive = ImageArchive.Open(new MemoryStream(zip), limits ?? new CorpusLimits());
        return [.. archive.Read()];
    }
}
