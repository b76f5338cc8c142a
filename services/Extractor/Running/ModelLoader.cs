using AttentionViz.Extractor.Running.Inputs;

namespace AttentionViz.Extractor.Running;

/// <summary>Loads a model, of one graph or of an encoder and a decoder.</summary>
internal sealed class ModelLoader(ModelOptions options, CancellationToken ct)
{
    private readonly List<string> _notes = [];

    /// <exception cref="ModelLoadException">The model cannot be used.</exception>
    public (GraphSessions Sessions, ModelDescriptor Descriptor) Load(string path)
    {
        var device = Devices.Resolve(options);
        var files = ModelFiles.Find(path);
        var config = ModelConfig.Read(files.Folder);
        return files.DecoderPath is null
            ? LoadOne(path, files, config, device)
            : new PairLoader(path, files, config, device, options, _notes, ct).Load();
    }

    private (GraphSessions Sessions, ModelDescriptor Descriptor) LoadOne(string path, ModelFiles files, ModelConfig config, string device)
    {
        var pixels = PixelSize.Read(files.Folder);
        var graph = new GraphLoader(path, files.GraphPath, device, pixels, options, _notes, ct).Load(config);
        try
        {
            var plan = graph.Extraction.Plan;
            var pairs = plan.Modality == ModelModality.TokenPairs;
            var padding = PaddingProof.Holds(graph.Extraction, graph.Layers, graph.Proof, ct);
            var descriptor = new ModelDescriptor
            {
                Name = files.Name,
                Sha256 = ModelIdentity.Compute(files.Folder, [graph.Source], pairs, ct),
                Modality = plan.Modality,
                Layers = graph.Layers,
                Notes = _notes,
                MaxLength = graph.ImageTokens ?? LeastLength(plan.FixedLength ?? graph.MaxLength, plan.FixedTargetLength),
                Image = ImageInput(graph, pixels),
                VocabularySize = graph.Vocabulary,
                PadId = graph.PadId,
                DecoderStart = pairs ? DecoderStart.Read(files.Folder, graph.Vocabulary) : null,
                SupportsPadding = padding,
                ExactLength = plan.Modality == ModelModality.Tokens && !padding ? plan.FixedLength : null,
                Device = device,
            };
            return (new GraphSessions(graph.Extraction, graph.Layers.Count, graph.Reopen), descriptor);
        }
        catch
        {
            graph.Extraction.Dispose();
            throw;
        }
    }

    /// <summary>The lesser of two lengths, of which either may be unknown.</summary>
    public static int? LeastLength(int? one, int? other) => one is { } a && other is { } b ? Math.Min(a, b) : one ?? other;

    private ImageInput? ImageInput(ProvedGraph graph, PixelSize pixels)
    {
        if (graph.ImageTokens is not { } tokens) return null;
        var slot = graph.Extraction.Plan.Slots.First(s => s.Role == InputRole.Pixels);
        int[] shape = [.. slot.Shape[1..].Select(d => d ?? 224)];
        var (channels, height, width) = slot.ChannelsLast ? (shape[2], shape[0], shape[1]) : (shape[0], shape[1], shape[2]);
        var grid = PatchGrid.Infer(tokens, height, width, pixels.Patch ?? PixelSize.PatchOf(graph.Source.Model, slot.Name));
        if (grid == PatchGrid.Unknown) _notes.Add($"its {tokens} tokens do not lie on a grid of square patches; they are shown by number");
        return new ImageInput(channels, height, width, slot.ChannelsLast, tokens, grid);
    }
}
