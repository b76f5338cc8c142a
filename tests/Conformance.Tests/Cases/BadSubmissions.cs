using AttentionViz.EndToEnd.Tests;
using AttentionViz.V1;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;

namespace AttentionViz.Conformance.Tests.Cases;

/// <summary>Submissions with one thing wrong.</summary>
internal static class BadSubmissions
{
    public static IEnumerable<BadCall> All =>
    [
        Spec("no model", s => s.ModelId = "", "spec.model_id"),
        Spec("a layer the model lacks", s => s.Layers.Add(99), "spec.layers[0]"),
        Spec("a layer twice", s => s.Layers.Add([1, 1]), "spec.layers[1]"),
        Spec("a head the model lacks", s => s.Heads.Add(new HeadRef { Layer = 1, Head = -1 }), "spec.heads[0].head"),
        Spec("a head of a layer left out", s => { s.Layers.Add(0); s.Heads.Add(new HeadRef { Layer = 1 }); }, "spec.heads[0].layer"),
        Spec("an unknown alignment", s => s.Alignment = (AlignmentMode)77, "spec.alignment"),
        Spec("an unknown metric", s => s.Metric = (DistanceMetric)77, "spec.metric"),
        Spec("a map without method", s => s.Maps.Add(new MapSpec { Dimensions = 2 }), "spec.maps[0].method"),
        Spec("a map in 4-D", s => s.Maps.Add(new MapSpec { Method = MapMethod.Pca, Dimensions = 4 }), "spec.maps[0].dimensions"),
        Spec("a map twice", s => s.Maps.Add([Pca(), Pca()]), "spec.maps[1]"),
        Spec("a guided PCA", s => s.Maps.Add(new MapSpec { Method = MapMethod.Pca, Dimensions = 2, AttentionWeight = 0.5 }), "spec.maps[0].attention_weight"),
        Spec("a weight that is no number", s => s.Maps.Add(new MapSpec { Method = MapMethod.Umap, Dimensions = 2, AttentionWeight = double.NaN }), "spec.maps[0].attention_weight"),
        Spec("perplexity 1", s => s.Tsne = new TsneParameters { Perplexity = 1 }, "spec.tsne.perplexity"),
        Spec("infinite perplexity", s => s.Tsne = new TsneParameters { Perplexity = double.PositiveInfinity }, "spec.tsne.perplexity"),
        Spec("49 iterations", s => s.Tsne = new TsneParameters { MaxIterations = 49 }, "spec.tsne.max_iterations"),
        Spec("201 neighbours", s => s.Umap = new UmapParameters { Neighbors = 201 }, "spec.umap.neighbors"),
        Spec("a least distance of 1", s => s.Umap = new UmapParameters { MinDistance = 1 }, "spec.umap.min_distance"),
        Spec("9 epochs", s => s.Umap = new UmapParameters { Epochs = 9 }, "spec.umap.epochs"),
        Spec("no tokens", s => s.TokenBudget = 0, "spec.token_budget"),
        Spec("too many tokens", s => s.TokenBudget = int.MaxValue, "spec.token_budget"),
        Spec("sequences of less than no token", s => s.MaxSequenceTokens = -1, "spec.max_sequence_tokens"),
        Spec("an unknown choice for unfit sequences", s => s.UnfitSequences = (UnfitSequences)9, "spec.unfit_sequences"),
        Spec("an unknown choice for long sequences", s => s.LongSequences = (LongSequences)9, "spec.long_sequences"),
        Spec("an unknown priority", s => s.Priority = (JobPriority)9, "spec.priority"),
        Spec("a second to live", s => s.Ttl = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)), "spec.ttl"),
        Spec("a label of 256 characters", s => s.Labels["a"] = new string('x', 256), "spec.labels['a']"),
        Spec("two corpora", s => s.CorpusId = "another", "spec.corpus_id"),
        Spec("text for a model of images", s => s.ModelId = "mini-vit", "spec.model_id"),
        Request("a request id of 129 characters", r => r.RequestId = new string('x', 129), "request_id"),
        Request("no corpus", r => r.InlineCorpus = null, "spec.corpus_id"),
        Request("an inline corpus without format", r => r.InlineCorpus.Header.Format = CorpusFormat.Unspecified, "inline_corpus.header.format"),
        new("JobService.SubmitJob", "an unknown model", _ => Submission(r => r.Spec.ModelId = "gpt-9"), Code.NotFound, "MODEL_NOT_FOUND"),
        new("JobService.SubmitJob", "an unknown corpus", _ => Submission(r => (r.InlineCorpus, r.Spec.CorpusId) = (null, "gone")), Code.NotFound, "CORPUS_NOT_FOUND"),
        new("JobService.SubmitJob", "an unknown earlier job", _ => Submission(r => r.Spec.InitFrom = "gone"), Code.NotFound, "JOB_NOT_FOUND"),
        new("JobService.SubmitJob", "a broken line", _ => Submission(r => r.InlineCorpus = PlatformCalls.Inline("{\"text\"", CorpusFormat.Jsonl)), Code.InvalidArgument, "CORPUS_FORMAT", "inline_corpus.content"),
    ];

    public static SubmitJobRequest Submission(Action<SubmitJobRequest> spoil)
    {
        var request = new SubmitJobRequest { Spec = new JobSpec { ModelId = World.Model }, InlineCorpus = PlatformCalls.Inline("one two\nthree four\n") };
        spoil(request);
        return request;
    }

    private static MapSpec Pca() => new() { Method = MapMethod.Pca, Dimensions = 2 };

    private static BadCall Spec(string what, Action<JobSpec> spoil, string field) => Request(what, r => spoil(r.Spec), field);

    private static BadCall Request(string what, Action<SubmitJobRequest> spoil, string field) =>
        new("JobService.SubmitJob", what, _ => Submission(spoil), Code.InvalidArgument, "INVALID_JOB_SPEC", field);
}
