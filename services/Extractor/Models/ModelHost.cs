using AttentionViz.Extractor.Hosting;
using AttentionViz.Extractor.Running;
using Microsoft.Extensions.Options;

namespace AttentionViz.Extractor.Models;

/// <summary>Keeps the models used last in memory.</summary>
public sealed class ModelHost(IOptions<ExtractorOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    // Most recently used last.
    private readonly List<(ModelLibrary.Entry Entry, LoadedModel Model)> _loaded = [];

    /// <summary>The model, loaded when it is not; dispose it after use.</summary>
    /// <exception cref="ModelLoadException">The model cannot be used.</exception>
    public async Task<LoadedModel> GetAsync(ModelLibrary.Entry entry, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var at = _loaded.FindIndex(l => l.Entry == entry);
            var model = at >= 0 ? _loaded[at].Model : LoadedModel.Load(entry.Path, options.Value.ToModelOptions(), cancellationToken);
            if (at >= 0) _loaded.RemoveAt(at);
            else DropOtherVersions(entry);
            _loaded.Add((entry, model));
            while (_loaded.Count > options.Value.LoadedModels)
            {
                _loaded[0].Model.Dispose();
                _loaded.RemoveAt(0);
            }

            return model.Share();
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        foreach (var (_, model) in _loaded) model.Dispose();
        _loaded.Clear();
        _gate.Dispose();
    }

    /// <summary>Files that have changed are never asked for again as they were.</summary>
    private void DropOtherVersions(ModelLibrary.Entry entry)
    {
        foreach (var (_, model) in _loaded.Where(l => l.Entry.ModelId == entry.ModelId)) model.Dispose();
        _loaded.RemoveAll(l => l.Entry.ModelId == entry.ModelId);
    }
}
