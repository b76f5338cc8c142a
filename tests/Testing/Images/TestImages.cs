using System.Buffers.Binary;
using System.IO.Compression;

namespace AttentionViz.Testing.Images;

/// <summary>Small image files, written by Pillow 9.4 where nothing else is said.</summary>
public static class TestImages
{
    /// <summary>3 x 2: red, green, blue; then (10, 20, 30), (40, 50, 60), (70, 80, 90).</summary>
    public static byte[] Png { get; } = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAGElEQVR4nGP4z8DA8J+BgeE/I5eIHAQAADEzA++e06gjAAAAAElFTkSuQmCC");

    /// <summary>The pixels of <see cref="Png"/>.</summary>
    public static byte[] PngPixels { get; } = [255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30, 40, 50, 60, 70, 80, 90];

    /// <summary>The picture of <see cref="Png"/>, lossless.</summary>
    public static byte[] LosslessWebP { get; } = Convert.FromBase64String(
        "UklGRkIAAABXRUJQVlA4TDUAAAAvAkAAAC9AmG20Odx7/panISQgdB/8f4kg22YXqb/l5z/gz3gmRQGFbCPAoXsFTuki+h/DCwA=");

    /// <summary>8 x 4, all about (200, 100, 50).</summary>
    public static byte[] LossyWebP { get; } = Convert.FromBase64String(
        "UklGRjoAAABXRUJQVlA4IC4AAADwAQCdASoIAAQAAUAmJaACdLoB+AAEyAAA/q4X/zYEDND6YP/SbPE2eJs+OYAA");

    /// <summary>3 x 1 greys: 0, 128, 255.</summary>
    public static byte[] GreyPng { get; } = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAMAAAABCAAAAAA+i0toAAAADElEQVR4nGNgaPgPAAIDAYAkYfWXAAAAAElFTkSuQmCC");

    /// <summary>3 x 1: red unseen, red seen, black half seen (alpha 0, 255, 128).</summary>
    public static byte[] AlphaPng { get; } = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAMAAAABCAYAAAAb4BS0AAAAFUlEQVR4nGP8z8DAwMDA8J+RgaERABGOAoJr/djVAAAAAElFTkSuQmCC");

    /// <summary>The picture of <see cref="AlphaPng"/>.</summary>
    public static byte[] AlphaWebP { get; } = Convert.FromBase64String(
        "UklGRiYAAABXRUJQVlA4TBkAAAAvAgAAEBcQAoIi/0cLAUHRdcvFXChJRP8DAA==");

    /// <summary>
    /// 32 x 16 as stored, with EXIF orientation 6 (turn right): 16 x 32 upright, whose corners are
    /// green, red; blue, blue.
    /// </summary>
    public static byte[] TurnedJpeg { get; } = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgr/wAARCAAQACADAREAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwD5Hr+Xz/eAKAPkuv8AqAP+c8KAP3Ir/jfP8vwoA/Dev+yA/wBQAoA//9k=");

    /// <summary>A PNG that says it is <paramref name="width"/> x <paramref name="height"/> and holds no pixel.</summary>
    public static byte[] Hollow(int width, int height)
    {
        var file = new byte[8 + 25 + 12];
        Png.AsSpan(0, 33).CopyTo(file);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), height);
        Png.AsSpan(Png.Length - 12).CopyTo(file.AsSpan(33));
        return file;
    }

    /// <summary>A zip with these entries in this order.</summary>
    public static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }
}
