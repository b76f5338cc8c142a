using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Models;
using AttentionViz.Extractor.Placing;
using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Placing;
using AttentionViz.V1;
using Google.Protobuf;

namespace AttentionViz.Extractor.Tests.Placing;

/// <summary>New sequences for mini-gpt, as a corpus would have them.</summary>
public sealed class NewSequencesTests : IDisposable
{
    private const int Most = 6;

    private readonly LoadedModel _gpt = LoadedModel.Load(ModelFolders.Bundled("mini-gpt"), new ModelOptions(), TestContext.Current.CancellationToken);

    public static TheoryData<string, NewSequence, LongSequences, string> Refused => new()
    {
        { "SEQUENCE_UNFIT", new NewSequence { Ids = new TokenIds { Ids = { 1, 1 << 30 } } }, LongSequences.Cut, "has token id 1073741824 at position 1" },
        { "SEQUENCE_TOO_LONG", new NewSequence { Ids = new TokenIds { Ids = { new int[Most + 1] } } }, LongSequences.Cut, $"has more than the {Most} tokens that are taken" },
        { "SEQUENCE_TOO_LONG", new NewSequence { Ids = new TokenIds { Ids = { new int[100] } } }, LongSequences.Skip, "has more than the 8 tokens that are taken" },
        { "SEQUENCE_TOO_LONG", new NewSequence { Ids = new TokenIds { Ids = { new int[100] } } }, LongSequences.Fail, "has more than the 8 tokens that are taken" },
        { "SEQUENCE_UNFIT", new NewSequence { Text = "a", Target = "b" }, LongSequences.Cut, "has a \"target\"" },
        { "SEQUENCE_UNFIT", new NewSequence { Image = ByteString.CopyFrom(AttentionViz.Testing.Images.TestImages.Png) }, LongSequences.Cut, "is an image" },
    };

    public void Dispose() => _gpt.Dispose();

    [Theory]
    [MemberData(nameof(Refused))]
    public void Encode_WhatTheModelCannotTake_NamesTheField(string reason, NewSequence sequence, LongSequences rule, string says)
    {
        var failed = Assert.Throws<PlacingFailedException>(() => Encode(rule, Most, new NewSequence { Text = "a" }, sequence));

        Assert.Equal((3, reason, "sequences[1]"), (failed.Failure.Code, failed.Failure.Reason, failed.Failure.Unit));
        Assert.StartsWith(says, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_LongerThanTheJobTakes_IsCutAsTheJobsOwn()
    {
        var encoded = Encode(LongSequences.Unspecified, 8, new NewSequence { Ids = new TokenIds { Ids = { Enumerable.Range(3, 30) } } }, new NewSequence { Text = "the bird" });

        Assert.Equal((0L, 1L), (encoded[0].Source.Index, encoded[1].Source.Index));
        Assert.Equal((true, false), (encoded[0].Truncated, encoded[1].Truncated));
        Assert.Equal(Enumerable.Range(3, 8), encoded[0].Ids);
        Assert.Equal(_gpt.Tokenizer!.Encode("the bird", 8).Ids, encoded[1].Ids);
    }

    private IReadOnlyList<EncodedSequence> Encode(LongSequences rule, int most, params NewSequence[] sequences)
    {
        var job = new JobRecord("job", new JobSpec { MaxSequenceTokens = 8, LongSequences = rule }, new Model(), new Corpus(), TimeSpan.FromHours(1), DateTimeOffset.UnixEpoch);
        return NewSequences.Encode(job, _gpt, sequences, most, TestContext.Current.CancellationToken);
    }
}
