using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Models;
using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;
using AttentionViz.Pipeline.Corpora;

namespace AttentionViz.Extractor.Tests.Running;

/// <summary>What is wrong with an encoder-decoder or with what it is given, and what the user is told.</summary>
public sealed class EncoderDecoderFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_EncoderWithoutDecoder_NamesTheDecoderToAdd()
    {
        EncoderDecoderGraph.Encoder().Save(_folder.Path, "encoder_model.onnx");

        var fault = TestModel.Fault(_folder.Path);

        Assert.Equal(ModelFault.NotFound, fault.Fault);
        Assert.Contains("no decoder_model.onnx; put the decoder beside it, or name encoder_model.onnx itself", fault.Message, StringComparison.Ordinal);
        using var alone = TestModel.Load(Path.Combine(_folder.Path, "encoder_model.onnx"));
        Assert.Equal(ModelModality.Tokens, alone.Descriptor.Modality);
    }

    [Fact]
    public void Load_DecoderWithoutEncoder_IsInspectedAndNamesTheEncoderToAdd()
    {
        EncoderDecoderGraph.Decoder().Save(_folder.Path, "decoder_model.onnx");

        using var loaded = new LoadedModel(TestModel.Load(_folder.Path), null);

        Assert.Equal(ModelModality.Other, loaded.Model.Descriptor.Modality);
        Assert.Equal(4, loaded.Model.Descriptor.Layers.Count);
        Assert.Contains("needs its encoder_model.onnx beside a decoder_model.onnx", ModelDescription.Of("m", loaded).Fault, StringComparison.Ordinal);
        Assert.Contains("encoder_model.onnx", Assert.Throws<ModelLoadException>(() => loaded.Model.Vectors([1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_EncoderOfAnotherWidth_NamesBothWidths()
    {
        EncoderDecoderGraph.Encoder(width: 6).Save(_folder.Path, "encoder_model.onnx");
        EncoderDecoderGraph.Decoder().Save(_folder.Path, "decoder_model.onnx");

        var fault = TestModel.Fault(_folder.Path);

        Assert.Equal(ModelFault.UnsupportedInput, fault.Fault);
        Assert.Contains("takes encoder states of width 8 ('encoder_hidden_states'), but encoder_model.onnx gives [3, 13, 6]", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DecoderThatReadsNoStates_IsRefused()
    {
        EncoderDecoderGraph.Encoder().Save(_folder.Path, "encoder_model.onnx");
        EncoderDecoderGraph.Encoder().Save(_folder.Path, "decoder_model.onnx");

        Assert.Contains("does not read token ids and the states of one encoder", TestModel.Fault(_folder.Path).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_EncoderOfImages_IsRefused()
    {
        var g = new GraphBuilder();
        var patches = g.Node("Conv", [g.Input("pixel_values", GraphBuilder.Float, "batch", 3, 8, 8), g.Weight("patch", 8, 3, 2, 2)], ("strides", new long[] { 2, 2 }));
        var hidden = g.Node("Transpose", [g.Node("Reshape", [patches, g.Ints(0, 8, 16)])], ("perm", new long[] { 0, 2, 1 }));
        var weights = g.Node("Softmax", [g.Node("MatMul", [hidden, g.Node("Transpose", [hidden], ("perm", new long[] { 0, 2, 1 }))])], ("axis", -1));
        g.Output(g.Node("MatMul", [weights, hidden]));
        g.Save(_folder.Path, "encoder_model.onnx");
        EncoderDecoderGraph.Decoder().Save(_folder.Path, "decoder_model.onnx");

        var fault = TestModel.Fault(_folder.Path);

        Assert.Equal(ModelFault.UnsupportedInput, fault.Fault);
        Assert.Contains("reads images: an encoder of images with a decoder of text cannot be run", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_StartTokenOutsideTheVocabulary_NamesFileFieldAndRange()
    {
        EncoderDecoderGraph.SaveParts(_folder.Path);
        EncoderDecoderGraph.SaveConfig(_folder.Path, """{"decoder_start_token_id": 13}""");

        var message = TestModel.Fault(_folder.Path).Message;

        Assert.Contains("config.json: \"decoder_start_token_id\" is 13, but the model knows ids 0 to 12", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_NoStartToken_NamesTheFieldToAdd()
    {
        EncoderDecoderGraph.SaveParts(_folder.Path);
        using var loaded = new LoadedModel(TestModel.Load(_folder.Path), null);

        var fault = Assert.Throws<CorpusFormatException>(() => new SequenceEncoder(null, loaded.Model.Descriptor, 0));

        Assert.Contains("add \"decoder_start_token_id\"", fault.Message, StringComparison.Ordinal);
        Assert.Contains("add \"decoder_start_token_id\"", ModelDescription.Of("m", loaded).Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new int[0], new[] { 1 }, "the source of sequence 0 has no tokens")]
    [InlineData(new[] { 1 }, new int[0], "the target of sequence 0 has no tokens")]
    [InlineData(new[] { 1 }, new[] { 1, 13 }, "the target of sequence 0 has the token id 13")]
    [InlineData(new[] { 1 }, new[] { 1, 2, 3, 4, 5 }, "the target of sequence 0 has 5 tokens, more than the 4")]
    public void RunPairs_BadSequence_NamesTheSide(int[] source, int[] target, string expected)
    {
        EncoderDecoderGraph.SaveParts(_folder.Path);
        EncoderDecoderGraph.SaveConfig(_folder.Path, """{"pad_token_id": 0, "max_position_embeddings": 4}""");
        using var model = TestModel.Load(_folder.Path);

        var fault = Assert.Throws<ArgumentException>(() => model.RunPairs([new TokenPair(source, target)], null, TestContext.Current.CancellationToken));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OtherKindOfModel_SaysWhatToGive()
    {
        EncoderDecoderGraph.SaveParts(_folder.Path);
        using var pair = TestModel.Load(_folder.Path);
        using var alone = TestModel.Load(Path.Combine(_folder.Path, "encoder_model.onnx"));

        Assert.Contains("give source and target token ids", Assert.Throws<ModelLoadException>(() => pair.Vectors([1, 2])).Message, StringComparison.Ordinal);
        var fault = Assert.Throws<ModelLoadException>(() => alone.RunPairs([new TokenPair([1], [1])], null, TestContext.Current.CancellationToken));
        Assert.Contains("is no encoder-decoder", fault.Message, StringComparison.Ordinal);
    }
}
