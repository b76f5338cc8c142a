using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tokenization;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.V1;

namespace AttentionViz.Extractor.Models;

/// <summary>Describes models in the words of the contract, loading each only when its files changed or a fault may have passed.</summary>
internal sealed class ModelDescriber(ModelHost host, TimeProvider clock)
{
    /// <summary>A fault in reading need not show in the files' sizes and times: a right to read them may have been wanting.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    private readonly Dictionary<ModelLibrary.Entry, Described> _described = [];

    public async Task<Model> DescribeAsync(ModelLibrary.Entry entry, CancellationToken cancellationToken)
    {
        if (_described.TryGetValue(entry, out var known) && !(known.MayPass && clock.GetElapsedTime(known.At) > RetryAfter))
            return known.Model;
        var (model, mayPass) = await LoadAsync(entry, cancellationToken);
        _described[entry] = new Described(model, mayPass, clock.GetTimestamp(), Told: known is not null && known.Model.Fault == model.Fault);
        return model;
    }

    /// <summary>The entry's fault the first time it is asked for; null from then on, and when there is none.</summary>
    public string? FaultToTell(ModelLibrary.Entry entry)
    {
        var described = _described[entry];
        if (!described.Faulty || described.Told) return null;
        _described[entry] = described with { Told = true };
        return described.Model.Fault;
    }

    public void Forget(IEnumerable<ModelLibrary.Entry> except)
    {
        foreach (var gone in _described.Keys.Except(except).ToList()) _described.Remove(gone);
    }

    private async Task<(Model Model, bool MayPass)> LoadAsync(ModelLibrary.Entry entry, CancellationToken cancellationToken)
    {
        try
        {
            using var loaded = await host.GetAsync(entry, cancellationToken);
            return (ModelDescription.Of(entry.ModelId, loaded), false);
        }
        catch (Exception e) when (e is ModelLoadException or TokenizerException or IOException or UnauthorizedAccessException)
        {
            return (ModelDescription.Faulty(entry.ModelId, Scrub.Text(e.Message)), IsOfReading(e));
        }
    }

    private static bool IsOfReading(Exception e) =>
        e is IOException or UnauthorizedAccessException or ModelLoadException { Fault: ModelFault.NotFound or ModelFault.Unreadable or ModelFault.MissingExternalData };

    private sealed record Described(Model Model, bool MayPass, long At, bool Told)
    {
        public bool Faulty => Model.Fault.Length > 0;
    }
}
