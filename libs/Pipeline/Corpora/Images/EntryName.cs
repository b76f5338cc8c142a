namespace AttentionViz.Pipeline.Corpora.Images;

/// <summary>What the name of a zip entry tells.</summary>
internal static class EntryName
{
    private static readonly string[] Images = [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp"];

    private static readonly string[] OtherImages = [".gif", ".bmp", ".tif", ".tiff", ".heic", ".heif", ".avif", ".jxl", ".jp2", ".svg", ".ico", ".ppm", ".pgm"];

    public static bool IsImage(string name) => Images.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    /// <summary>Pictures in a format that is not read: leaving them out silently would surprise.</summary>
    public static bool IsOtherImage(string name) => OtherImages.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    /// <summary>Folders, and what file managers put into zips unasked.</summary>
    public static bool IsClutter(string name)
    {
        var file = name[(name.LastIndexOf('/') + 1)..];
        return file.Length == 0 || file.StartsWith('.') || name.StartsWith("__MACOSX/", StringComparison.Ordinal);
    }

    /// <summary>"" for an entry at the top, else the path up to and including the last slash.</summary>
    public static string FolderOf(string name) => name[..(name.LastIndexOf('/') + 1)];

    /// <summary>Refuses names that mean a place outside the zip; nothing is unpacked here, but ids are file names to those who export.</summary>
    /// <exception cref="CorpusFormatException">It is one.</exception>
    public static void RequireInside(string name)
    {
        var outside = name.StartsWith('/') || name.Contains('\\', StringComparison.Ordinal) || name.Contains(':', StringComparison.Ordinal)
            || name.Any(char.IsControl) || name.Split('/').Any(part => part is ".." or ".");
        if (outside) throw new CorpusFormatException(0, $"zip entry {Show(name)} has a name that leads outside the zip; name entries relative to its top, with '/' between folders");
        if (name.Length > 512) throw new CorpusFormatException(0, $"zip entry {Show(name)} has a name of {name.Length} characters; 512 at most");
    }

    /// <summary>A name in quotes, fit for one line of a message.</summary>
    public static string Show(string name)
    {
        var clean = string.Concat(name.Select(c => char.IsControl(c) ? '?' : c));
        return clean.Length <= 120 ? $"'{clean}'" : $"'{clean[..117]}...'";
    }
}
