using System.Threading.Channels;

namespace AttentionViz.Extractor.Models;

/// <summary>
/// Waits for changes in folders. The operating system's word is only a hint: it may come late, twice
/// or, as on network drives, not at all; so every wait has an end.
/// </summary>
internal sealed class FolderWatch(TimeProvider clock) : IDisposable
{
    /// <summary>A copy in progress tells of each of its files; looking waits until it pauses.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);

    private readonly Dictionary<string, FileSystemWatcher> _watchers = new(StringComparer.Ordinal);
    private readonly Channel<bool> _hints = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Watches those of the folders that exist by now.</summary>
    public void Watch(IEnumerable<string> folders)
    {
        foreach (var gone in _watchers.Keys.Where(folder => !Directory.Exists(folder)).ToList())
        {
            _watchers.Remove(gone, out var watcher);
            watcher!.Dispose();
        }

        foreach (var folder in folders.Where(folder => Directory.Exists(folder) && !_watchers.ContainsKey(folder)))
        {
            if (Start(folder) is { } watcher) _watchers.Add(folder, watcher);
        }
    }

    /// <summary>Ends when something changed and a pause came after it, or when the time is up.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var period = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(period.Token, cancellationToken);
        if (!await HintAsync(either.Token)) cancellationToken.ThrowIfCancellationRequested();
        while (!either.IsCancellationRequested)
        {
            using var quiet = new CancellationTokenSource(Quiet, clock);
            using var any = CancellationTokenSource.CreateLinkedTokenSource(quiet.Token, either.Token);
            if (!await HintAsync(any.Token)) break;
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    public void Dispose()
    {
        foreach (var watcher in _watchers.Values) watcher.Dispose();
        _watchers.Clear();
    }

    private async Task<bool> HintAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _hints.Reader.ReadAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Null where the system has no watches left, or none for such a folder: then the end of each wait must do.</summary>
    private FileSystemWatcher? Start(string folder)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(folder)
            {
                IncludeSubdirectories = true,
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
            };
            watcher.Created += Hint;
            watcher.Changed += Hint;
            watcher.Deleted += Hint;
            watcher.Renamed += Hint;
            watcher.Error += Hint;
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            watcher?.Dispose();
            return null;
        }
    }

    private void Hint(object sender, EventArgs e) => _hints.Writer.TryWrite(true);
}
