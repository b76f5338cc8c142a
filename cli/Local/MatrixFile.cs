using AttentionViz.Cli.Running;
using AttentionViz.Numerics.Npy;

namespace AttentionViz.Cli.Local;

/// <summary>Matrices in .npy files.</summary>
internal static class MatrixFile
{
    /// <param name="option">What the user gave the path to, for the message.</param>
    public static NpyMatrix Read(string option, string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return NpyReader.Read(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw ToolException.Unusable($"{option}: '{path}' does not exist; give an .npy file");
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw ToolException.Unusable($"{option}: '{path}' cannot be read: {e.Message}");
        }
    }

    /// <summary>Writes the file whole or not at all.</summary>
    public static void Write(string path, float[] values, int columns)
    {
        var unfinished = $"{path}.part-{Environment.ProcessId}";
        try
        {
            using (var file = File.Create(unfinished)) NpyWriter.Write(file, values, values.Length / columns, columns);
            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Refuses a path that cannot be written, before hours are spent on what goes there.</summary>
    public static void CheckTarget(string option, string path)
    {
        if (!path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
            throw ToolException.Unusable($"{option}: '{path}' does not end in .npy; give the name of an .npy file");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (!Directory.Exists(folder)) throw ToolException.Unusable($"{option}: the folder '{folder}' does not exist; make it first");
    }
}
