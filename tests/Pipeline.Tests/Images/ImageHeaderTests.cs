using AttentionViz.Pipeline.Corpora.Images;
using AttentionViz.Testing.Images;

namespace AttentionViz.Pipeline.Tests.Images;

public sealed class ImageHeaderTests
{
    public static TheoryData<byte[], ImageKind, int, int> Files => new()
    {
        { TestImages.Png, ImageKind.Png, 3, 2 },
        { TestImages.GreyPng, ImageKind.Png, 3, 1 },
        { TestImages.TurnedJpeg, ImageKind.Jpeg, 32, 16 },
        { TestImages.LosslessWebP, ImageKind.WebP, 3, 2 },
        { TestImages.LossyWebP, ImageKind.WebP, 8, 4 },
        { TestImages.AlphaWebP, ImageKind.WebP, 3, 1 },
        { TestImages.Hollow(20_000, 20_000), ImageKind.Png, 20_000, 20_000 },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_WholeFile_GivesKindAndDimensions(byte[] file, ImageKind kind, int width, int height) =>
        Assert.Equal(new ImageHeader(kind, width, height), ImageHeader.Read(file));

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_FileCutAnywhere_IsRefusedInWords(byte[] file, ImageKind kind, int width, int height)
    {
        _ = (kind, width, height);
        for (var length = 0; length < file.Length; length++)
        {
            // A JPEG's last byte belongs to its end marker; all others end with their last chunk.
            var fault = Assert.Throws<InvalidDataException>(() => ImageHeader.Read(file.AsSpan(0, length)));
            Assert.Matches("^(is|says) .+; .+", fault.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_DimensionsAlone_AreTheSameWhereverTheFileIsCutBehindThem(byte[] file, ImageKind kind, int width, int height)
    {
        var read = 0;
        for (var length = 0; length <= file.Length; length++)
        {
            try
            {
                Assert.Equal(new ImageHeader(kind, width, height), ImageHeader.Read(file.AsSpan(0, length), whole: false));
                read++;
            }
            catch (InvalidDataException)
            {
                // Too short: a longer piece must not have been read before.
                Assert.Equal(0, read);
            }
        }

        Assert.InRange(read, 1, file.Length);
    }

    [Theory]
    [InlineData("GIF89a and more", "is not a JPEG, PNG or WebP")]
    [InlineData("<svg/>", "is not a JPEG, PNG or WebP")]
    [InlineData("", "is empty")]
    public void Read_OtherFile_SaysWhatItIsNot(string content, string says) =>
        Assert.Contains(says, Assert.Throws<InvalidDataException>(() => ImageHeader.Read(System.Text.Encoding.ASCII.GetBytes(content))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_NoPixels_IsDamaged() =>
        Assert.Contains("0 x 5 pixels", Assert.Throws<InvalidDataException>(() => ImageHeader.Read(TestImages.Hollow(0, 5))).Message, StringComparison.Ordinal);
}
