namespace AttentionViz.Extractor.Models.Hub.Download;

/// <summary>
/// Lets one process at a time, and one task at a time within it, work on a thing. The lock ends with
/// its holder, however that ends; the file itself stays, since deleting it would race with the next.
/// </summary>
internal static class FileLock
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    // What the operating systems say when another holds the file: EWOULDBLOCK on Linux and macOS, ERROR_SHARING_VIOLATION.
    private static readonly int[] HeldCodes = [11, 35, unchecked((int)0x80070020)];

    /// <param name="waiting">Called once when another has the lock.</param>
    /// <returns>To be disposed when done.</returns>
    public static async Task<IDisposable> AcquireAsync(string path, Action waiting, TimeProvider clock, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        for (var told = false; ; told = true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (HeldCodes.Contains(e.HResult))
            {
                if (!told) waiting();
            }

            await Task.Delay(LookEvery, clock, cancellationToken);
        }
    }
}
