using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.Testing.Images;
using AttentionViz.V1;
using Google.Protobuf;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests.Placing;

/// <summary>What the gateway refuses of ProjectSequences before any worker hears of it.</summary>
public sealed class PlacingFaultTests(GatewayHost host)
{
    private static readonly NewSequence Good = new() { Text = "one two" };

    private static readonly Dictionary<string, (Action<ProjectSequencesRequest> Spoil, string Field, string Says)> Invalid = new()
    {
        ["no sequence"] = (r => r.Sequences.Clear(), "sequences", "has 0 entries; give 1 to 16"),
        ["17 sequences"] = (r => r.Sequences.Add(Enumerable.Repeat(Good, 16)), "sequences", "has 17 entries; give 1 to 16"),
        ["nothing in it"] = (r => r.Sequences.Add(new NewSequence()), "sequences[1]", "is empty; give text or ids"),
        ["blank text"] = (r => r.Sequences.Add(new NewSequence { Text = " \t" }), "sequences[1].text", "is blank"),
        ["long text"] = (r => r.Sequences[0].Text = new string('x', GatewayHost.MaxLineBytes + 1), "sequences[0].text", $"has {GatewayHost.MaxLineBytes + 1} characters; {GatewayHost.MaxLineBytes} at most"),
        ["no ids"] = (r => r.Sequences[0].Ids = new TokenIds(), "sequences[0].ids", "has 0 token ids; give 1 to 512"),
        ["513 ids"] = (r => r.Sequences[0].Ids = new TokenIds { Ids = { new int[513] } }, "sequences[0].ids", "has 513 token ids; give 1 to 512"),
        ["negative id"] = (r => r.Sequences[0].Ids = new TokenIds { Ids = { 3, -7 } }, "sequences[0].ids.ids[1]", "is -7"),
        ["image for a text model"] = (r => r.Sequences[0].Image = ByteString.CopyFrom(TestImages.Png), "sequences[0].image", "give text or ids"),
        ["target without decoder"] = (r => r.Sequences[0].Target = "x", "sequences[0].target", "is no encoder-decoder; leave it out"),
        ["unknown weighting"] = (r => r.Weighting = (AttentionWeighting)9, "weighting", "is 9; give PROBABILITY (1) or VALUE_NORM (2)"),
        ["head twice"] = (r => r.Heads.Add([new HeadRef(), new HeadRef()]), "heads[1]", "asks for L0 H0 again"),
        ["map twice"] = (r => r.Maps.Add([Pca(2), Pca(2)]), "maps[1]", "is asked for twice"),
    };

    public static TheoryData<string> InvalidNames => [.. Invalid.Keys];

    [Theory]
    [MemberData(nameof(InvalidNames))]
    public async Task ProjectSequences_FieldOutOfRange_NamesFieldAndRemedy(string name)
    {
        var (spoil, field, says) = Invalid[name];
        await AssertRefusedAsync(await SeededJob.CreateAsync(host), spoil, StatusCode.InvalidArgument, "INVALID_REQUEST", field, says);
    }

    [Theory]
    [InlineData("not an image", "is not a JPEG, PNG or WebP image")]
    [InlineData("cut", "is cut off before its end")]
    [InlineData("large", "is 20000 x 20000 pixels")]
    [InlineData("text", "give image")]
    public async Task ProjectSequences_BadImage_IsRefusedByItsHeader(string what, string says)
    {
        var job = await SeededJob.CreateAsync(host, images: true, change: m => m.Input = ModelInput.Image);
        var image = what switch { "cut" => TestImages.Png[..60], "large" => TestImages.Hollow(20_000, 20_000), _ => "no image at all"u8.ToArray() };
        await AssertRefusedAsync(
            job, r => r.Sequences[0] = what == "text" ? Good.Clone() : new NewSequence { Image = ByteString.CopyFrom(image) },
            StatusCode.InvalidArgument, "INVALID_REQUEST", what == "text" ? "sequences[0].text" : "sequences[0].image", says);
    }

    [Fact]
    public async Task ProjectSequences_OtherKindsOfModel_AreToldWhatTheyRead()
    {
        var ids = await SeededJob.CreateAsync(host, change: m => m.Input = ModelInput.TokenIds);
        await AssertRefusedAsync(ids, _ => { }, StatusCode.InvalidArgument, "INVALID_REQUEST", "sequences[0].text", "give ids");
        var many = await SeededJob.CreateAsync(host, images: true, change: m => (m.Input, m.MaxTokens) = (ModelInput.Image, 577));
        await AssertRefusedAsync(many, r => r.Sequences[0] = new NewSequence { Image = ByteString.CopyFrom(TestImages.Png) }, StatusCode.InvalidArgument, "INVALID_REQUEST", "sequences[0].image", "has 577 tokens");
        var pairs = await SeededJob.CreateAsync(host, change: m => m.EncoderDecoder = true);
        await AssertRefusedAsync(pairs, r => r.Sequences[0].Target = " ", StatusCode.InvalidArgument, "INVALID_REQUEST", "sequences[0].target", "is blank");
        await AssertRefusedAsync(
            pairs, r => r.Sequences[0] = new NewSequence { Ids = new TokenIds { Ids = { 1 } }, Target = "x" }, StatusCode.InvalidArgument, "INVALID_REQUEST", "sequences[0].target", "beside token ids");
    }

    [Fact]
    public async Task ProjectSequences_WhatTheJobDoesNotMake_IsNotFound()
    {
        var job = await SeededJob.CreateAsync(host);
        await AssertRefusedAsync(job, r => r.Heads.Add([new HeadRef(), new HeadRef { Layer = 7 }]), StatusCode.NotFound, "HEAD_NOT_IN_JOB", "heads[1]", "is L7 H0");
        await AssertRefusedAsync(job, r => r.Maps.Add(Pca(3)), StatusCode.NotFound, "MAP_NOT_IN_JOB", "maps[0]", "is Pca in 3-D with attention_weight 0");
        await Faults.AssertAsync(() => CallAsync(new ProjectSequencesRequest { JobId = "nothing", Sequences = { Good } }), StatusCode.NotFound, "JOB_NOT_FOUND", "'nothing'");
        var empty = await Faults.AssertAsync(() => CallAsync(new ProjectSequencesRequest { Sequences = { Good } }), StatusCode.InvalidArgument, "INVALID_REQUEST");
        Assert.Contains(empty, v => v.StartsWith("job_id: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(JobState.Extracting, true, "NOT_READY", "the job is Extracting")]
    [InlineData(JobState.Failed, true, "NEVER_READY", "has ended as Failed")]
    [InlineData(JobState.Succeeded, false, "VECTORS_NOT_RETAINED", "retain_vectors = true")]
    public async Task ProjectSequences_JobThatCannotServe_FailsThePrecondition(JobState state, bool retain, string reason, string says)
    {
        var job = await SeededJob.CreateAsync(host, end: state, retain: retain);
        await Faults.AssertAsync(() => CallAsync(new ProjectSequencesRequest { JobId = job.JobId, Sequences = { Good } }), StatusCode.FailedPrecondition, reason, says);
    }

    private static MapSpec Pca(int dimensions) => new() { Method = MapMethod.Pca, Dimensions = dimensions };

    private async Task AssertRefusedAsync(SeededJob job, Action<ProjectSequencesRequest> spoil, StatusCode code, string reason, string field, string says)
    {
        var request = new ProjectSequencesRequest { JobId = job.JobId, Sequences = { Good.Clone() } };
        spoil(request);
        var violations = await Faults.AssertAsync(() => CallAsync(request), code, reason, field, says);
        Assert.Contains(violations, v => v.StartsWith($"{field}: ", StringComparison.Ordinal) && v.Contains(says, StringComparison.Ordinal));
    }

    private Task<List<ProjectSequencesResponse>> CallAsync(ProjectSequencesRequest request) => host.Explore.ProjectSequences(request, cancellationToken: Calls.Token).ReadAllAsync();
}
