using AttentionViz.Extractor.Attention;
using AttentionViz.Extractor.Layouts;
using AttentionViz.Extractor.Onnx;
using AttentionViz.Extractor.Running.Inputs;
using AttentionViz.Extractor.Verification;

namespace AttentionViz.Extractor.Running;

/// <summary>Finds the attention of one graph, cuts the graph down to it, and proves what it gives.</summary>
/// <param name="path">What the user gave, for errors.</param>
/// <param name="graphPath">The .onnx file.</param>
/// <param name="notes">Told what a user should know.</param>
internal sealed class GraphLoader(
    string path, string graphPath, string device, PixelSize pixels, ModelOptions options, List<string> notes, CancellationToken ct)
{
    /// <summary>Number of the graph's first layer.</summary>
    public int FirstLayer { get; init; }

    /// <summary>Also give the encoder's states, for a decoder in a graph of its own.</summary>
    public bool GivesStates { get; init; }

    /// <summary>Completes a probe batch with what another graph gives; null where the graph is fed by itself.</summary>
    public Func<FeedBatch, FeedBatch>? Complete { get; init; }

    /// <summary>Sequences of a probe batch; null = as the graph takes.</summary>
    public int? Sequences { get; init; }

    /// <exception cref="ModelLoadException">The graph cannot be used.</exception>
    public ProvedGraph Load(ModelConfig config, Action<InputPlan>? check = null)
    {
        var (source, found) = PreparedGraph.Read(graphPath, device);
        notes.AddRange(found.Notes);
        if (found.Sites.Count == 0)
            throw NoAttention();

        var graph = new GraphIndex(source.Model);
        var states = GivesStates ? StatesOf(source) : null;
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
            check?.Invoke(session.Plan);
            var table = Vocabulary(graph, session.Plan);
            rows = table?.Rows ?? config.VocabularySize;
            if (config.MaxLength is null && table is not null)
                config = config with { MaxLength = PositionTable.MaxLength(graph, table) };
            padId = config.PadId is { } pad && pad >= 0 && pad < (rows ?? int.MaxValue) ? pad : 0;
            // Two positions fewer than an encoder's: no tensor of one side is mistaken for one of the other.
            var batches = new ProbeBatches(session.Plan, rows ?? 16, config.MaxLength, padId, Sequences, shorter: Complete is null ? 0 : 2);
            second = Completed(batches.Second());
            layers = Solve(found.Sites, Noted(() => session.Probe(Completed(batches.First()), stored, ct)));
            proofProbe = session.Probe(second, stored, ct);
            layers = [.. layers.Select(l => (l.Site, l.Plan with { Weights = OwnWeights.Of(l.Site, l.Plan, proofProbe) }))];
        }

        var extraction = Open(source, [.. layers.Select((l, i) => (i, l.Plan))], states, spread: false);
        try
        {
            var (proved, imageTokens) = Prove(layers, extraction, second, proofProbe);
            return new ProvedGraph(source, extraction, proved, Reopen)
            {
                Vocabulary = rows,
                MaxLength = config.MaxLength,
                PadId = padId,
                Proof = second,
                ImageTokens = imageTokens,
            };
        }
        catch
        {
            extraction.Dispose();
            throw;
        }

        // The file is read again: keeping it would cost as much memory as the session does.
        Extraction Reopen(IReadOnlyList<int> wanted, bool spread) =>
            Open(PreparedGraph.Read(graphPath, device).Source, [.. wanted.Select(i => (i, layers[i].Plan))], states, spread);
    }

    /// <exception cref="ModelLoadException">ONNX Runtime rejects the graph; what was noted of it says more.</exception>
    private T Noted<T>(Func<T> attempt)
    {
        try
        {
            return attempt();
        }
        catch (ModelLoadException e) when (e.Fault == ModelFault.RejectedByRuntime && notes.Count > 0)
        {
            throw new ModelLoadException(e.Fault, e.Message + string.Concat(notes.Select(note => "; " + note)), e);
        }
    }

    private FeedBatch Completed(FeedBatch batch) => Complete is null ? batch : Complete(batch);

    /// <param name="wanted">Layers, counted within the graph.</param>
    /// <param name="spread">On every core.</param>
    private Extraction Open(OnnxFile source, IReadOnlyList<(int Index, LayerPlan Plan)> wanted, string? states, bool spread)
    {
        var tensors = wanted.SelectMany(l => l.Plan.Tensors);
        var session = OnnxSession.Create(GraphPruner.Prune(source.Model, states is null ? tensors : tensors.Append(states)), source, spread ? options.Spread() : options, pixels);
        return new Extraction(session, [.. wanted.Select(l => (FirstLayer + l.Index, l.Plan))], states);
    }

    /// <summary>The first output of real numbers: what a decoder looks at.</summary>
    private string StatesOf(OnnxFile source) =>
        source.Model.Graph.Output.FirstOrDefault(o => o.Type?.TensorType is { ElemType: 1 or 10 or 16 } type && type.Shape?.Dim.Count is null or 3)?.Name
        ?? throw new ModelLoadException(
            ModelFault.UnsupportedInput,
            $"{graphPath} has no output of real numbers with 3 dimensions (sequence, position, component) for a decoder to look at; export the encoder with its last hidden state");

    private List<(AttentionSite, LayerPlan)> Solve(IReadOnlyList<AttentionSite> sites, Probe probe)
    {
        var layers = new List<(AttentionSite, LayerPlan)>();
        foreach (var site in sites)
        {
            try
            {
                var plan = LayerSolver.Solve(site, probe);
                if (plan.Windows > 1)
                    notes.Add($"layer {FirstLayer + layers.Count} attends within {plan.Windows} windows of each sequence");
                layers.Add((site, plan));
            }
            catch (LayoutException e)
            {
                Refuse($"the attention {site.Pattern} at '{site.Probabilities ?? site.Context?.Tensor}' cannot be extracted: {e.Message}");
            }
        }

        return layers.Count > 0 ? layers : throw NoAttention();
    }

    private (List<AttentionLayer> Layers, int? ImageTokens) Prove(
        List<(AttentionSite Site, LayerPlan Plan)> layers, Extraction extraction, FeedBatch batch, Probe probe)
    {
        var result = new List<AttentionLayer>();
        var vectors = extraction.Run(batch, ct);
        var tokens = extraction.Plan.Modality == ModelModality.Pixels ? CommonTokens(vectors, batch.Sequences) : null;
        try
        {
            for (var i = 0; i < layers.Count; i++)
            {
                ct.ThrowIfCancellationRequested();
                var (site, plan) = layers[i];
                result.Add(Describe(FirstLayer + i, site, plan, Prove(site, plan, vectors[i], batch, probe), probe));
                notes.AddRange(BeyondProducts.Notes(result[i]));
                if (!result[i].IsVerified)
                    Refuse(Unverified(result[i]));
            }
        }
        finally
        {
            vectors.ForEach(v => v.Dispose());
        }

        return (result, tokens);
    }

    private Proof? Prove(AttentionSite site, LayerPlan plan, LayerVectors vectors, FeedBatch batch, Probe probe)
    {
        try
        {
            SideCheck.Run(site, plan, vectors, batch);
            return LayerVerifier.Verify(site, plan, vectors, probe);
        }
        catch (LayoutException e)
        {
            notes.Add($"layer {vectors.Layer} cannot be checked: {e.Message}");
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
        QuerySide = site.QuerySide,
        KeySide = site.KeySide,
    };

    /// <summary>Positions of an image; null when layers differ or see only windows of it.</summary>
    private static int? CommonTokens(List<LayerVectors> layers, int images) =>
        layers.All(l => l.Sequences == images && l.QueryLength == l.KeyLength && l.QueryLength == layers[0].QueryLength) ? layers[0].QueryLength : null;

    private static string Unverified(AttentionLayer layer) => layer.VerifiedError is { } error
        ? $"layer {layer.Layer}: recomputed attention differs from the model's own by {error:g3}, more than {ModelOptions.Tolerance:g}"
        : $"layer {layer.Layer}: recomputed attention could not be compared with the model's own (not finite, or not read)";

    private void Refuse(string reason)
    {
        if (!options.AllowUnverified)
            throw new ModelLoadException(ModelFault.Unverified, $"{path}: {reason}; allow unverified layers to load it all the same");
        notes.Add(reason);
    }

    private static EmbeddingTable? Vocabulary(GraphIndex graph, InputPlan plan) =>
        plan.Slots.Where(s => s.Role is InputRole.TokenIds or InputRole.DecoderIds)
            .Select(s => EmbeddingTable.Find(graph, s.Name)).OfType<EmbeddingTable>().MinBy(t => t.Rows);

    private ModelLoadException NoAttention() => new(
        ModelFault.NoAttention,
        $"{path} loads but no attention was found in it{string.Concat(notes.Select(n => "; " + n))}; give a transformer");
}
