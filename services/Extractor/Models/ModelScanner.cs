using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tokenization;
using AttentionViz.Pipeline.Models;
using AttentionViz.V1;

namespace AttentionViz.Extractor.Models;

/// <summary>
/// Announces the models of this machine: once before the service counts as started, then again and
/// again, so that new and changed models appear and those of a dead extractor fade away.
/// </summary>
public sealed partial class ModelScanner(
    ModelLibrary library, ModelHost host, ModelCatalog catalog, TimeProvider clock, ILogger<ModelScanner> logger) : BackgroundService
{
    private static readonly TimeSpan Every = ModelCatalog.Lifetime / 4;

    private readonly Dictionary<ModelLibrary.Entry, Model> _described = [];

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ScanAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ScanAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogScanFailed(logger, e);
            }
        }
    }

    private async Task ScanAsync(CancellationToken cancellationToken)
    {
        foreach (var entry in library.List())
        {
            if (!_described.TryGetValue(entry, out var model))
                _described[entry] = model = await DescribeAsync(entry, cancellationToken);
            await catalog.AnnounceAsync(model);
        }
    }

    private async Task<Model> DescribeAsync(ModelLibrary.Entry entry, CancellationToken cancellationToken)
    {
        try
        {
            using var loaded = await host.GetAsync(entry, cancellationToken);
            return ModelDescription.Of(entry.ModelId, loaded);
        }
        catch (Exception e) when (e is ModelLoadException or TokenizerException)
        {
            LogFaulty(logger, entry.ModelId, e.Message);
            return ModelDescription.Faulty(entry.ModelId, e.Message);
        }
    }

    [LoggerMessage(10, LogLevel.Warning, "Model {ModelId} cannot be used: {Reason}")]
    private static partial void LogFaulty(ILogger logger, string modelId, string reason);

    [LoggerMessage(11, LogLevel.Error, "Models could not be announced; trying again soon")]
    private static partial void LogScanFailed(ILogger logger, Exception exception);
}
