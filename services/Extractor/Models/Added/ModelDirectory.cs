using System.Text.RegularExpressions;
using AttentionViz.Extractor.Models.Hub.Download;
using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tokenization;

namespace AttentionViz.Extractor.Models.Added;

/// <summary>
/// A folder of model folders that is changed while services read it: models appear in it and leave it
/// by a rename, so that no one sees half of one. Names that begin with a dot are work in progress.
/// </summary>
public sealed partial class ModelDirectory(string folder, TimeProvider clock)
{
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>Every model, by id.</summary>
    public IReadOnlyList<AddedModel> List() =>
        [.. ModelFolder.In(Folder).Select(model => new AddedModel(model.Name, model.Path, model.Bytes, AdditionRecord.Read(model.Path)))];

    /// <summary>Copies a model into the directory once it is proved to be usable.</summary>
    /// <param name="path">A model folder or an .onnx file on this machine.</param>
    /// <param name="source">What to remember as its origin.</param>
    /// <param name="modelId">What to call it; null = as its folder or file.</param>
    /// <param name="told">Called with each step, in words.</param>
    /// <exception cref="ModelLoadException">The model cannot be used, or a layer is not proved and <paramref name="allowUnverified"/> is not set.</exception>
    /// <exception cref="TokenizerException">Its tokenizer cannot be read.</exception>
    /// <exception cref="ModelDirectoryException">The id is taken, or cannot be one.</exception>
    public async Task<AddedModel> AddAsync(
        string path, string source, string? modelId, bool allowUnverified, Action<string> told, CancellationToken cancellationToken)
    {
        var contents = ModelContents.Of(path);
        var id = modelId ?? contents.Name;
        RequireName(id);
        using var held = await LockAsync(id, told, cancellationToken);
        var place = Path.Combine(Folder, id);
        if (Path.Exists(place))
            throw new ModelDirectoryException($"there is a model '{id}' in {Folder} already; remove it first, or give the new one another name");
        var growing = Path.Combine(Folder, $".adding-{id}");
        // Left by a run that was killed.
        Delete(growing);
        try
        {
            Directory.CreateDirectory(growing);
            contents.CopyTo(growing, name => told($"copying {name}"), cancellationToken);
            told("inspecting");
            Proof(growing, id, source, allowUnverified, cancellationToken).Write(growing);
            Directory.Move(growing, place);
        }
        finally
        {
            Delete(growing);
        }

        return List().First(model => model.ModelId == id);
    }

    /// <exception cref="ModelDirectoryException">There is no such model.</exception>
    public async Task RemoveAsync(string modelId, CancellationToken cancellationToken)
    {
        RequireName(modelId);
        if (!Directory.Exists(Path.Combine(Folder, modelId))) throw Absent(modelId);
        using var held = await LockAsync(modelId, _ => { }, cancellationToken);
        var place = Path.Combine(Folder, modelId);
        var leaving = Path.Combine(Folder, $".removing-{modelId}");
        Delete(leaving);
        if (!Directory.Exists(place)) throw Absent(modelId);
        // A folder that someone linked into the directory is not ours to empty.
        if (new DirectoryInfo(place).LinkTarget is not null)
        {
            Directory.Delete(place);
            return;
        }

        Directory.Move(place, leaving);
        Delete(leaving);
    }

    private ModelDirectoryException Absent(string modelId) => new(List() is { Count: > 0 } models
        ? $"there is no model '{modelId}' in {Folder}; there are: {string.Join(", ", models.Select(m => m.ModelId))}"
        : $"there is no model '{modelId}' in {Folder}; it holds none");

    private static AdditionRecord Proof(string folder, string id, string source, bool allowUnverified, CancellationToken cancellationToken)
    {
        using var loaded = LoadedModel.Load(folder, new ModelOptions { Device = ModelDevice.Cpu }, cancellationToken);
        var model = loaded.Model.Descriptor;
        var unproved = model.Layers.Where(layer => !layer.IsVerified).Select(layer => layer.Layer).ToList();
        if (unproved.Count > 0 && !allowUnverified)
            throw new ModelLoadException(ModelFault.Unverified, $"model '{id}' is not added: the attention of layers {string.Join(", ", unproved)} could not be reproduced; 'inspect' shows the figures, --allow-unverified adds it all the same");
        return new AdditionRecord(source, model.Sha256, model.Layers.Count, model.Layers.Sum(layer => layer.Heads));
    }

    private Task<IDisposable> LockAsync(string modelId, Action<string> told, CancellationToken cancellationToken) => FileLock.AcquireAsync(
        Path.Combine(Folder, ".locks", modelId), () => told("waiting for another process that is at the same model"), clock, cancellationToken);

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static void RequireName(string id)
    {
        if (!ModelId().IsMatch(id))
            throw new ModelDirectoryException($"'{id}' cannot be a model's name; give letters, digits and . _ - within, 128 at most");
    }

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\z")]
    private static partial Regex ModelId();
}
