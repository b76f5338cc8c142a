using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests;

public sealed class SubmitFaultTests(GatewayHost host)
{
    private static readonly Dictionary<string, (Action<SubmitJobRequest> Spoil, string Field, string Says)> Invalid = new()
    {
        ["no model"] = (r => r.Spec.ModelId = "", "spec.model_id", "is empty"),
        ["no corpus"] = (r => r.InlineCorpus = null, "spec.corpus_id", "send inline_corpus"),
        ["two corpora"] = (r => r.Spec.CorpusId = "x", "spec.corpus_id", "give one of them"),
        ["no header"] = (r => r.InlineCorpus.Header = null, "inline_corpus.header.format", "is 0; give TEXT"),
        ["large inline"] = (r => r.InlineCorpus.Content = ByteString.CopyFrom(new byte[(1 << 20) + 1]), "inline_corpus.content", "1048576 may come inline"),
        ["zero perplexity"] = (r => r.Spec.Tsne = new TsneParameters { Perplexity = 0 }, "spec.tsne.perplexity", "is 0; give 2 to 1000"),
        ["perplexity not a number"] = (r => r.Spec.Tsne = new TsneParameters { Perplexity = double.NaN }, "spec.tsne.perplexity", "is NaN"),
        ["perplexity for few points"] = (r => (r.Spec.TokenBudget, r.Spec.Tsne) = (40, new TsneParameters { Perplexity = 30 }), "spec.tsne.perplexity", "a third of the 80 points"),
        ["few iterations"] = (r => r.Spec.Tsne = new TsneParameters { MaxIterations = 3 }, "spec.tsne.max_iterations", "is 3; give 50 to 10000"),
        ["one neighbour"] = (r => r.Spec.Umap = new UmapParameters { Neighbors = 1 }, "spec.umap.neighbors", "is 1; give 2 to 200"),
        ["large distance"] = (r => r.Spec.Umap = new UmapParameters { MinDistance = 1 }, "spec.umap.min_distance", "is 1; give 0 to below 1"),
        ["no epochs"] = (r => r.Spec.Umap = new UmapParameters { Epochs = 0 }, "spec.umap.epochs", "is 0; give 10 to 5000"),
        ["zero budget"] = (r => r.Spec.TokenBudget = 0, "spec.token_budget", "is 0; give 1 to 200000"),
        ["large budget"] = (r => r.Spec.TokenBudget = 200_001, "spec.token_budget", "is 200001; give 1 to 200000"),
        ["unknown layer"] = (r => r.Spec.Layers.Add(2), "spec.layers[0]", "is 2; the model has layers 0 to 1"),
        ["layer twice"] = (r => r.Spec.Layers.Add([1, 1]), "spec.layers[1]", "again"),
        ["unknown head"] = (r => r.Spec.Heads.Add(new HeadRef { Layer = 1, Head = 2 }), "spec.heads[0].head", "layer 1 has heads 0 to 1"),
        ["head outside layers"] = (r => { r.Spec.Layers.Add(0); r.Spec.Heads.Add(new HeadRef { Layer = 1, Head = 0 }); }, "spec.heads[0].layer", "which spec.layers leaves out"),
        ["map of no method"] = (r => r.Spec.Maps.Add(new MapSpec { Dimensions = 2 }), "spec.maps[0].method", "is 0; give PCA"),
        ["map of 4 dimensions"] = (r => r.Spec.Maps.Add(new MapSpec { Method = MapMethod.Pca, Dimensions = 4 }), "spec.maps[0].dimensions", "is 4; give 2 or 3"),
        ["map twice"] = (r => { for (var i = 0; i < 2; i++) r.Spec.Maps.Add(new MapSpec { Method = MapMethod.Pca, Dimensions = 2 }); }, "spec.maps[1]", "twice"),
        ["weight above 1"] = (r => r.Spec.Maps.Add(new MapSpec { Method = MapMethod.Tsne, Dimensions = 2, AttentionWeight = 1.5 }), "spec.maps[0].attention_weight", "is 1.5; give 0 to 1"),
        ["weight not a number"] = (r => r.Spec.Maps.Add(new MapSpec { Method = MapMethod.Umap, Dimensions = 2, AttentionWeight = double.NaN }), "spec.maps[0].attention_weight", "is NaN; give 0 to 1"),
        ["weight of a PCA"] = (r => r.Spec.Maps.Add(new MapSpec { Method = MapMethod.Pca, Dimensions = 2, AttentionWeight = 0.5 }), "spec.maps[0].attention_weight", "leave it out for PCA"),
        ["weight twice"] = (r => { for (var i = 0; i < 2; i++) r.Spec.Maps.Add(new MapSpec { Method = MapMethod.Tsne, Dimensions = 2, AttentionWeight = 0.5 }); }, "spec.maps[1]", "twice"),
        ["unknown alignment"] = (r => r.Spec.Alignment = (AlignmentMode)9, "spec.alignment", "is 9"),
        ["unknown metric"] = (r => r.Spec.Metric = (DistanceMetric)9, "spec.metric", "is 9"),
        ["unknown priority"] = (r => r.Spec.Priority = (JobPriority)9, "spec.priority", "is 9"),
        ["unknown unfit sequences"] = (r => r.Spec.UnfitSequences = (UnfitSequences)3, "spec.unfit_sequences", "is 3; give FAIL (1) or SKIP (2)"),
        ["unknown long sequences"] = (r => r.Spec.LongSequences = (LongSequences)(-1), "spec.long_sequences", "is -1; give CUT (1), SKIP (2) or FAIL (3)"),
        ["long ttl"] = (r => r.Spec.Ttl = Duration.FromTimeSpan(TimeSpan.FromDays(90) + TimeSpan.FromSeconds(1)), "spec.ttl", "is 7776001.000000000 s; give 60 s (1 minute) to 7776000 s (90 days, the server's Store:MaxJobTtl)"),
        ["long corpus ttl"] = (r => r.InlineCorpus.Header.Ttl = Duration.FromTimeSpan(TimeSpan.FromDays(91)), "inline_corpus.header.ttl", "90 days, the server's Store:MaxCorpusTtl"),
        ["short ttl"] = (r => r.Spec.Ttl = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)), "spec.ttl", "give 60 s"),
        ["long sequences"] = (r => r.Spec.MaxSequenceTokens = 65, "spec.max_sequence_tokens", "takes 64 at most"),
        ["long label"] = (r => r.Spec.Labels["k"] = new string('v', 256), "spec.labels['k']", "256 characters"),
        ["long request id"] = (r => r.RequestId = new string('r', 129), "request_id", "128 at most"),
        ["ids model, text corpus"] = (r => r.Spec.ModelId = DemoModels.Ids, "spec.model_id", "send a JSONL corpus with \"ids\""),
    };

    public static TheoryData<string> InvalidNames => [.. Invalid.Keys];

    [Theory]
    [MemberData(nameof(InvalidNames))]
    public async Task SubmitJob_FieldOutOfRange_NamesFieldAndRemedy(string name)
    {
        var (spoil, field, says) = Invalid[name];
        var violations = await Faults.AssertAsync(() => host.SubmitAsync(spoil), StatusCode.InvalidArgument, "INVALID_JOB_SPEC", field, says);
        Assert.Contains(violations, v => v.StartsWith($"{field}: ", StringComparison.Ordinal) && v.Contains(says, StringComparison.Ordinal));
    }

    [Fact]
    public async Task SubmitJob_SeveralFaults_ReportsAllAtOnce()
    {
        var violations = await Faults.AssertAsync(
            () => host.SubmitAsync(r =>
            {
                r.Spec.TokenBudget = 0;
                r.Spec.Tsne = new TsneParameters { Perplexity = 0 };
                r.Spec.Layers.Add(7);
                r.Spec.Maps.Add(new MapSpec { Method = MapMethod.Umap, Dimensions = 1 });
                r.InlineCorpus = null;
            }), StatusCode.InvalidArgument, "INVALID_JOB_SPEC");
        Assert.Equal(5, violations.Count);
    }

    [Fact]
    public async Task SubmitJob_HundredFaults_StillFitsIntoTrailers() => await Faults.AssertAsync(
        () => host.SubmitAsync(r => r.Spec.Layers.Add(Enumerable.Range(100, 100))), StatusCode.InvalidArgument, "INVALID_JOB_SPEC", "and 92 more");

    [Fact]
    public async Task SubmitJob_EmptyRequest_IsRefused() => await Faults.AssertAsync(
        async () => await host.Jobs.SubmitJobAsync(new SubmitJobRequest()), StatusCode.InvalidArgument, "INVALID_JOB_SPEC", "spec.model_id");

    [Fact]
    public async Task SubmitJob_UnknownModel_ListsKnownOnes() => await Faults.AssertAsync(
        () => host.SubmitAsync(r => r.Spec.ModelId = "gpt-9"), StatusCode.NotFound, "MODEL_NOT_FOUND", "'gpt-9'", DemoModels.Gpt);

    [Fact]
    public async Task SubmitJob_UnknownCorpus_SaysHowToUpload() => await Faults.AssertAsync(
        () => host.SubmitAsync(r => (r.InlineCorpus, r.Spec.CorpusId) = (null, "gone")), StatusCode.NotFound, "CORPUS_NOT_FOUND", "'gone'", "UploadCorpus");

    [Theory]
    [InlineData(DemoModels.Faulty, "MODEL_FAULTY", "ends in the middle of a tensor")]
    [InlineData(DemoModels.Bare, "MODEL_WITHOUT_ATTENTION", "no attention heads")]
    [InlineData(DemoModels.Unverified, "ATTENTION_UNVERIFIED", "in layers 1;")]
    public async Task SubmitJob_UnusableModel_SaysWhy(string model, string reason, string says) =>
        await Faults.AssertAsync(() => host.SubmitAsync(r => r.Spec.ModelId = model), StatusCode.FailedPrecondition, reason, says);

    [Fact]
    public async Task SubmitJob_UnverifiedLayerAllowedOrLeftOut_IsTaken()
    {
        Assert.Equal(JobState.Queued, (await host.SubmitAsync(r => (r.Spec.ModelId, r.Spec.AllowUnverified) = (DemoModels.Unverified, true))).State);
        Assert.Equal(JobState.Queued, (await host.SubmitAsync(r => { r.Spec.ModelId = DemoModels.Unverified; r.Spec.Layers.Add(0); })).State);
    }

    [Fact]
    public async Task SubmitJob_InlineCorpusBroken_NamesLine()
    {
        var violations = await Faults.AssertAsync(
            () => host.SubmitAsync(r =>
            {
                r.InlineCorpus.Header.Format = CorpusFormat.Jsonl;
                r.InlineCorpus.Content = ByteString.CopyFromUtf8("{\"text\": \"a\"}\n{\"text\": 1}\n");
            }), StatusCode.InvalidArgument, "CORPUS_FORMAT", "line 2: \"text\" is not a string");
        Assert.StartsWith("inline_corpus.content: ", Assert.Single(violations), StringComparison.Ordinal);
    }
}
