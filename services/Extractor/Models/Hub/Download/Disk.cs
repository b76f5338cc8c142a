namespace AttentionViz.Extractor.Models.Hub.Download;

/// <summary>Tells a full disk from other faults.</summary>
internal static class Disk
{
    // Unix: ENOSPC, and EDQUOT on Linux and macOS. Windows: ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL.
    private static readonly int[] FullCodes = [28, 122, 69, unchecked((int)0x80070027), unchecked((int)0x80070070)];

    public static bool IsFull(IOException fault) => FullCodes.Contains(fault.HResult);

    /// <summary>Bytes free where the folder is.</summary>
    public static long FreeAt(string folder) => new DriveInfo(folder).AvailableFreeSpace;

    /// <exception cref="HubException"><see cref="HubFault.DiskFull"/>.</exception>
    public static void Require(long bytes, string folder, Func<string, long> free)
    {
        var room = free(folder);
        if (bytes > room)
            throw new HubException(HubFault.DiskFull, $"{Megabytes(bytes)} are still to be downloaded, but {folder} has room for {Megabytes(room)}; make room, or set {UserFolders.CacheVariable} to a folder on another disk");
    }

    public static HubException Full(string path, IOException inner) => new(
        HubFault.DiskFull, $"the disk is full: {path} cannot be written; make room, or set {UserFolders.CacheVariable} to a folder on another disk", inner);

    public static string Megabytes(long bytes) => FormattableString.Invariant($"{bytes / 1e6:0.#} MB");
}
