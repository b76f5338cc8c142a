using AttentionViz.Pipeline.Models;
using AttentionViz.Pipeline.Store;

namespace AttentionViz.Extractor.Models;

/// <summary>
/// Announces the models of this machine: once before the service counts as started, then whenever
/// their files change, and again and again, so that those of a dead extractor fade away.
/// </summary>
public sealed partial class ModelScanner(
    ModelLibrary library, ModelHost host, ModelCatalog catalog, TimeProvider clock, ILogger<ModelScanner> logger) : BackgroundService
{
    private static readonly TimeSpan Every = ModelCatalog.Lifetime / 4;

    /// <summary>How soon a model that looks faulty is looked at again: it may be on its way in.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    private readonly ModelDescriber _describer = new(host, clock);
    private readonly FolderWatch _watch = new(clock);
    private IReadOnlyList<ModelLibrary.Entry> _before = [];
    private bool _announced = true;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _watch.Watch(library.Folders);
        // Nobody is copying models in while the service starts; those who wait for it want to know of faults now.
        _before = library.List();
        try
        {
            await ScanAsync(_before, cancellationToken);
        }
        catch (Exception e) when (StoreFaults.IsOutage(e))
        {
            // The store may start after this service.
            _announced = false;
            LogScanFailed(logger, e);
        }

        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _watch.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var settled = _announced;
        while (true)
        {
            await _watch.WaitAsync(settled ? Every : Soon, stoppingToken);
            try
            {
                _watch.Watch(library.Folders);
                settled = await ScanAsync(library.List(), stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                settled = false;
                LogScanFailed(logger, e);
            }
        }
    }

    /// <returns>Whether every fault found has been announced.</returns>
    private async Task<bool> ScanAsync(IReadOnlyList<ModelLibrary.Entry> entries, CancellationToken cancellationToken)
    {
        var settled = true;
        foreach (var entry in entries)
        {
            var model = await _describer.DescribeAsync(entry, cancellationToken);
            // A model being copied in is faulty until its last file is there; what does not change any more is so for good.
            if (model.Fault.Length > 0 && !_before.Contains(entry))
            {
                settled = false;
                continue;
            }

            if (_describer.FaultToTell(entry) is { } fault) LogFaulty(logger, entry.ModelId, fault);
            await catalog.AnnounceAsync(model);
        }

        // Should another extractor still have it, its next announcement brings it back.
        foreach (var gone in _before.Select(e => e.ModelId).Except(entries.Select(e => e.ModelId)))
            await catalog.WithdrawAsync(gone);
        _describer.Forget(except: entries);
        _before = entries;
        return settled;
    }

    [LoggerMessage(10, LogLevel.Warning, "Model {ModelId} cannot be used: {Reason}")]
    private static partial void LogFaulty(ILogger logger, string modelId, string reason);

    [LoggerMessage(11, LogLevel.Error, "Models could not be announced; trying again soon")]
    private static partial void LogScanFailed(ILogger logger, Exception exception);
}
