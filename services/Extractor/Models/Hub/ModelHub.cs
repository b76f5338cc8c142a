using AttentionViz.Extractor.Models.Hub.Download;
using AttentionViz.Extractor.Models.Hub.Http;
using AttentionViz.Extractor.Models.Hub.Listing;
using AttentionViz.Extractor.Running;

namespace AttentionViz.Extractor.Models.Hub;

/// <summary>Brings models from a Hugging Face hub into the cache.</summary>
public sealed class ModelHub : IDisposable
{
    private readonly HubOptions _options;
    private readonly TimeProvider _clock;
    private readonly HubConnection _connection;
    private readonly Retries _retries;
    private readonly HubCache _cache;

    public ModelHub(HubOptions options, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        _connection = new HubConnection(options, clock);
        _retries = new Retries(options, clock);
        _cache = new HubCache(options.CacheFolder);
    }

    /// <summary>The model, downloaded when the cache does not have it at the revision's present commit.</summary>
    /// <exception cref="HubException">It cannot be had.</exception>
    /// <exception cref="ModelLoadException">What the repository calls a graph is none.</exception>
    public async Task<HubModel> FetchAsync(HubSource source, Action<HubProgress> progress, CancellationToken cancellationToken)
    {
        if (source.IsPinned && Cached(source, source.Revision) is { } known) return known;
        var api = new HubApi(_connection, _options);
        var listing = await _retries.RunAsync(token => api.ListAsync(source, token), () => 0, cancellationToken);
        if (Cached(source, listing.Commit) is { } whole) return whole;
        using (await FileLock.AcquireAsync(_cache.LockFile(source, listing.Commit), () => progress(default), _clock, cancellationToken))
        {
            // Another may have brought it while this one waited.
            if (Cached(source, listing.Commit) is { } brought) return brought;
            var download = new ModelDownload(
                _options, source, listing, new FileDownload(_connection, _retries, _options, source, listing.Commit, progress));
            await download.RunAsync(_cache.GrowingFolder(source, listing.Commit), cancellationToken);
            _cache.Finish(source, listing.Commit);
        }

        return Cached(source, listing.Commit)!;
    }

    public void Dispose() => _connection.Dispose();

    private HubModel? Cached(HubSource source, string commit)
    {
        var folder = _cache.ModelFolder(source, commit);
        return Directory.Exists(folder) ? new HubModel(source, commit, folder) : null;
    }
}
