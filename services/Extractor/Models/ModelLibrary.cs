using AttentionViz.Extractor.Hosting;
using Microsoft.Extensions.Options;

namespace AttentionViz.Extractor.Models;

/// <summary>The models on this machine's disk, looked up afresh at each call.</summary>
public sealed class ModelLibrary(IOptions<ExtractorOptions> options)
{
    /// <summary>A model's place, and what changes when its files do.</summary>
    public sealed record Entry(string ModelId, string Path, string Version);

    /// <summary>The folders that hold models, whether they are there or not.</summary>
    public IEnumerable<string> Folders => options.Value.Models;

    /// <summary>Every model, by id. Of two with one id, the one in the folder listed first.</summary>
    public IReadOnlyList<Entry> List() =>
    [
        .. Folders
            .SelectMany(ModelFolder.In)
            .DistinctBy(model => model.Name)
            .Select(model => new Entry(model.Name, model.Path, model.Version))
            .OrderBy(entry => entry.ModelId, StringComparer.Ordinal),
    ];

    public Entry? Find(string modelId) => List().FirstOrDefault(e => e.ModelId == modelId);
}
