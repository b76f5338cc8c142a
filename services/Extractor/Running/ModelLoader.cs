using AttentionViz.Extractor.Attention;
using AttentionViz.Extractor.Layouts;
using AttentionViz.Extractor.Onnx;
using AttentionViz.Extractor.Running.Inputs;
using AttentionViz.Extractor.Verification;

namespace AttentionViz.Extractor.Running;

/// <summary>Finds the attention of a model, cuts the graph down to it, and proves what it gives.</summary>
internal sealed class ModelLoader(ModelOptions options, CancellationToken ct)
{
    private readonly List<string> _notes = [];
    private int? _imageTokens;

    /// <exception cref="ModelLoadException">The model cannot be used.</exception>
    public (GraphSessions Sessions, ModelDescriptor Descriptor) Load(string path)
    {
        var device = Devices.Resolve(options);
        var files = ModelFiles.Find(path);
        var (source, found) = PreparedGraph.Read(files.GraphPath, device);
        var config = ModelConfig.Read(files.Folder);
        var pixels = PixelSize.Read(files.Folder);
        _notes.AddRange(found.Notes);
        if (found.Sites.Count == 0)
            throw NoAttention(path);

        var graph = new GraphIndex(source.Model);
        var asked = found.Sites.SelectMany(SiteTensors.Of).Distinct(StringComparer.Ordinal).ToList();
        var stored = StoredTensors.Read(graph, asked, source.Folder);
        // A graph may not return its own weights and inputs; those are known without running it.
        var probeModel = GraphPruner.Prune(source.Model, asked.Where(t => !stored.ContainsKey(t) && graph.Producer(t) is not null));
        List<(AttentionSite Site, LayerPlan Plan)> layers;
        FeedBatch second;
        Probe proofProbe;
        int? rows;
        int padId;
        using (var session = Noted(() => OnnxSession.Create(probeModel, source, options, pixels)))
        {
            var table = Vocabulary(graph, session.Plan);
            rows = table?.Rows ?? config.VocabularySize;
            if (config.MaxLength is null && table is not null)
                config = config with { MaxLength = PositionTable.MaxLength(graph, table) };
            padId = config.PadId is { } pad && pad >= 0 && pad < (rows ?? int.MaxValue) ? pad : 0;
            var batches = new ProbeBatches(session.Plan, rows ?? 16, config.MaxLength, padId);
            second = batches.Second();
            layers = Solve(found.Sites, Noted(() => session.Probe(batches.First(), stored, ct)), path);
            proofProbe = session.Probe(second, stored, ct);
            layers = [.. layers.Select(l => (l.Site, l.Plan with { Weights = OwnWeights.Of(l.Site, l.Plan, proofProbe) }))];
        }

        var wanted = layers.SelectMany(l => l.Plan.Tensors);
        var extraction = new Extraction(
            OnnxSession.Create(GraphPruner.Prune(source.Model, wanted), source, options, pixels),
            [.. layers.Select((l, i) => (i, l.Plan))]);
        try
        {
            var proved = Prove(layers, extraction, second, proofProbe, path);
            var descriptor = new ModelDescriptor
            {
                Name = files.Name,
                Sha256 = ModelIdentity.Compute(files.Folder, source, ct),
                Modality = extraction.Plan.Modality,
                Layers = proved,
                Notes = _notes,
                MaxLength = _imageTokens ?? extraction.Plan.FixedLength ?? config.MaxLength,
                Image = ImageInput(extraction.Plan, pixels, source.Model),
                VocabularySize = rows,
                PadId = padId,
                SupportsPadding = PaddingProof.Holds(extraction, second, ct),
                Device = device,
            };
            return (new GraphSessions(extraction, [.. layers.Select(l => l.Plan)], Open), descriptor);
        }
        catch
        {
            extraction.Dispose();
            throw;
        }

        // The file is read again: keeping it would cost as much memory as the session does.
        OnnxSession Open(IEnumerable<string> tensors, bool spread)
        {
            var (again, _) = PreparedGraph.Read(files.GraphPath, device);
            return OnnxSession.Create(GraphPruner.Prune(again.Model, tensors), again, spread ? options.Spread() : options, pixels);
        }
    }

    /// <exception cref="ModelLoadException">ONNX Runtime rejects the graph; what was noted of it says more.</exception>
    private T Noted<T>(Func<T> attempt)
    {
        try
        {
            return attempt();
        }
        catch (ModelLoadException e) when (e.Fault == ModelFault.RejectedByRuntime && _notes.Count > 0)
        {
            throw new ModelLoadException(e.Fault, e.Message + string.Concat(_notes.Select(note => "; " + note)), e);
        }
    }

    private List<(AttentionSite, LayerPlan)> Solve(IReadOnlyList<AttentionSite> sites, Probe probe, string path)
    {
        var layers = new List<(AttentionSite, LayerPlan)>();
        foreach (var site in sites)
        {
            try
            {
                var plan = LayerSolver.Solve(site, probe);
                if (plan.Windows > 1)
                    _notes.Add($"layer {layers.Count} attends within {plan.Windows} windows of each sequence");
                layers.Add((site, plan));
            }
            catch (LayoutException e)
            {
                Refuse($"the attention {site.Pattern} at '{site.Probabilities ?? site.Context?.Tensor}' cannot be extracted: {e.Message}", path);
            }
        }

        return layers.Count > 0 ? layers : throw NoAttention(path);
    }

    private List<AttentionLayer> Prove(
        List<(AttentionSite Site, LayerPlan Plan)> layers, Extraction extraction, FeedBatch batch, Probe probe, string path)
    {
        var result = new List<AttentionLayer>();
        var vectors = extraction.Run(batch, ct);
        if (extraction.Plan.Modality == ModelModality.Pixels) _imageTokens = CommonTokens(vectors, batch.Sequences);
        try
        {
            for (var i = 0; i < layers.Count; i++)
            {
                ct.ThrowIfCancellationRequested();
                var (site, plan) = layers[i];
                result.Add(Describe(i, site, plan, Prove(site, plan, vectors[i], probe), probe));
                _notes.AddRange(BeyondProducts.Notes(result[i]));
                if (!result[i].IsVerified)
                    Refuse(Unverified(result[i]), path);
            }
        }
        finally
        {
            vectors.ForEach(v => v.Dispose());
        }

        return result;
    }

    private Proof? Prove(AttentionSite site, LayerPlan plan, LayerVectors vectors, Probe probe)
    {
        try
        {
            return LayerVerifier.Verify(site, plan, vectors, probe);
        }
        catch (LayoutException e)
        {
            _notes.Add($"layer {vectors.Layer} cannot be checked: {e.Message}");
            return null;
        }
    }

    private static AttentionLayer Describe(int layer, AttentionSite site, LayerPlan plan, Proof? proof, Probe probe) => new(
        layer,
        site.Kind,
        plan.Query.Heads,
        plan.Key.Heads,
        plan.Query.Width,
        plan.Scale,
        proof?.Causal ?? false,
        site.Pattern + (proof?.HasBias == true ? " (position bias added)" : ""),
        proof is { } p && double.IsFinite(p.Error) ? p.Error : null,
        plan.KeyHeadOf)
    {
        HasBias = proof?.HasBias ?? false,
        LogitCap = BeyondProducts.Cap(site, probe),
        HasSink = site.Sink is not null,
        HasOwnWeights = plan.Weights is not null,
    };

    /// <summary>Positions of an image; null when layers differ or see only windows of it.</summary>
    private static int? CommonTokens(List<LayerVectors> layers, int images) =>
        layers.All(l => l.Sequences == images && l.QueryLength == l.KeyLength && l.QueryLength == layers[0].QueryLength) ? layers[0].QueryLength : null;

    private ImageInput? ImageInput(InputPlan plan, PixelSize pixels, ModelProto model)
    {
        if (_imageTokens is not { } tokens) return null;
        var slot = plan.Slots.First(s => s.Role == InputRole.Pixels);
        int[] shape = [.. slot.Shape[1..].Select(d => d ?? 224)];
        var (channels, height, width) = slot.ChannelsLast ? (shape[2], shape[0], shape[1]) : (shape[0], shape[1], shape[2]);
        var grid = PatchGrid.Infer(tokens, height, width, pixels.Patch ?? PixelSize.PatchOf(model, slot.Name));
        if (grid == PatchGrid.Unknown) _notes.Add($"its {tokens} tokens do not lie on a grid of square patches; they are shown by number");
        return new ImageInput(channels, height, width, slot.ChannelsLast, tokens, grid);
    }

    private static string Unverified(AttentionLayer layer) => layer.VerifiedError is { } error
        ? $"layer {layer.Layer}: recomputed attention differs from the model's own by {error:g3}, more than {ModelOptions.Tolerance:g}"
        : $"layer {layer.Layer}: recomputed attention could not be compared with the model's own (not finite, or not read)";

    private void Refuse(string reason, string path)
    {
        if (!options.AllowUnverified)
            throw new ModelLoadException(ModelFault.Unverified, $"{path}: {reason}; allow unverified layers to load it all the same");
        _notes.Add(reason);
    }

    private static EmbeddingTable? Vocabulary(GraphIndex graph, InputPlan plan) =>
        plan.Slots.Where(s => s.Role is InputRole.TokenIds or InputRole.DecoderIds)
            .Select(s => EmbeddingTable.Find(graph, s.Name)).OfType<EmbeddingTable>().MinBy(t => t.Rows);

    private ModelLoadException NoAttention(string path) => new(
        ModelFault.NoAttention,
        $"{path} loads but no attention was found in it{string.Concat(_notes.Select(n => "; " + n))}; give a transformer");
}
