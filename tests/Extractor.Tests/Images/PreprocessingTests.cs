using AttentionViz.Extractor.Images;
using AttentionViz.Extractor.Running;
using AttentionViz.Extractor.Tests.Zoo;
using AttentionViz.Testing.Images;

namespace AttentionViz.Extractor.Tests.Images;

/// <summary>Expected numbers are worked out by hand from the bytes of the test images.</summary>
public sealed class PreprocessingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Prepare_ResizeRescaleNormalize_GivesChannelsFirst()
    {
        Write("""{"do_resize": true, "size": {"height": 2, "width": 3}, "resample": 2, "do_rescale": true, "rescale_factor": 0.00392156862745098, "do_normalize": true, "image_mean": [0.5, 0.4, 0.3], "image_std": [0.5, 0.25, 0.1]}""");

        var values = Prepare(TestImages.Png, Input(2, 3)).ToTensor();

        Assert.Equal(18, values.Length);
        // Red of the first row is 255, 0, 0; green 0, 255, 0; blue 0, 0, 255; the second row is (10, 20, 30) and on.
        float[] red = [1, -1, -1, (10 / 255f - 0.5f) / 0.5f, (40 / 255f - 0.5f) / 0.5f, (70 / 255f - 0.5f) / 0.5f];
        float[] green = [-1.6f, 2.4f, -1.6f, (20 / 255f - 0.4f) / 0.25f, (50 / 255f - 0.4f) / 0.25f, (80 / 255f - 0.4f) / 0.25f];
        float[] blue = [-3, -3, 7, (30 / 255f - 0.3f) / 0.1f, (60 / 255f - 0.3f) / 0.1f, (90 / 255f - 0.3f) / 0.1f];
        float[] expected = [.. red, .. green, .. blue];
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], values[i], 1e-5);
    }

    [Fact]
    public void Prepare_ChannelsLastAndBlueFirst_FollowTheModelAndTheFile()
    {
        Write("""{"do_resize": false, "do_rescale": false, "do_normalize": false, "do_flip_channel_order": true}""");

        Assert.Equal(
            [0, 0, 255, 0, 255, 0, 255, 0, 0, 30, 20, 10, 60, 50, 40, 90, 80, 70],
            Prepare(TestImages.Png, Input(2, 3, last: true)).ToTensor());
    }

    [Fact]
    public void Prepare_OneChannel_IsBrightness()
    {
        Write("""{"do_resize": false, "do_rescale": false, "do_normalize": false}""");

        // 0.299, 0.587, 0.114 of 255; then (10, 20, 30): 2.99 + 11.74 + 3.42 = 18.15, and 30 more for each.
        Assert.Equal([76, 150, 29, 18, 48, 78], Prepare(TestImages.Png, Input(2, 3, channels: 1)).ToTensor());
    }

    [Fact]
    public void Prepare_ShortestEdgeAndCrop_TakesTheMiddle()
    {
        Write("""{"image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": 1}, "do_center_crop": true, "crop_size": {"height": 1, "width": 1}, "resample": 0, "do_rescale": false, "do_normalize": false}""");

        // 3 x 1 greys stay as they are; the middle is 128.
        Assert.Equal([128, 128, 128], Prepare(TestImages.GreyPng, Input(1, 1)).ToTensor());
    }

    [Fact]
    public void Prepare_CropLargerThanTheImage_PadsWithBlack()
    {
        Write("""{"do_resize": false, "do_center_crop": true, "crop_size": 3, "do_rescale": false, "do_normalize": false}""");

        Assert.Equal(
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 128, 128, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            Prepare(TestImages.GreyPng, Input(3, 3, last: true)).ToTensor());
    }

    [Fact]
    public void Prepare_WithoutFile_ResizesToTheModelAndSaysSo()
    {
        var preprocessor = new ImagePreprocessor(PreprocessingReader.Read(_folder.Path), Input(2, 3));

        Assert.Equal(1, preprocessor.Prepare(TestImages.Png).ToTensor()[0]);
        Assert.Equal(10 / 255f, preprocessor.Prepare(TestImages.Png).ToTensor()[3], 1e-6);
        Assert.Contains("no preprocessor_config.json: images are resized to 3 x 2", preprocessor.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Prepare_LongerSideLeftFree_IsCutToTheModelAndSaidSo()
    {
        Write("""{"size": {"shortest_edge": 1}, "resample": 0, "do_rescale": false, "do_normalize": false}""");
        var preprocessor = new ImagePreprocessor(PreprocessingReader.Read(_folder.Path), Input(1, 1));

        Assert.Equal([128, 128, 128], preprocessor.Prepare(TestImages.GreyPng).ToTensor());
        Assert.Contains("leaves the longer side free", preprocessor.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"size": 224}""", 224, 224, null)]
    [InlineData("""{"size": {"height": 12, "width": 34}}""", 12, 34, null)]
    [InlineData("""{"feature_extractor_type": "CLIPFeatureExtractor", "size": 224}""", null, null, 224)]
    [InlineData("""{"size": {"shortest_edge": 256}}""", null, null, 256)]
    public void Read_SizeInEveryForm_IsUnderstood(string json, int? height, int? width, int? edge)
    {
        Write(json);
        var read = PreprocessingReader.Read(_folder.Path)!;

        Assert.Equal((height, width, edge), (read.Size?.Height, read.Size?.Width, read.ShortestEdge));
        Assert.Equal((ResampleFilter.Bilinear, 0.5, 0.5), (read.Filter, read.Mean[0], read.Deviation[2]));
    }

    [Theory]
    [InlineData("""{"size": """, "cannot be understood")]
    [InlineData("""{}""", "there is no \"size\"")]
    [InlineData("""{"size": {"max_height": 3}}""", "only a number, height with width, and shortest_edge")]
    [InlineData("""{"size": 1000000}""", "a side of 1000000 pixels")]
    [InlineData("""{"size": 8, "do_center_crop": true}""", "there is no \"crop_size\"")]
    [InlineData("""{"size": 8, "resample": 9}""", "\"resample\" is 9")]
    [InlineData("""{"size": 8, "image_mean": [1, 2]}""", "\"image_mean\" has 2 numbers")]
    [InlineData("""{"size": 8, "image_std": [1, 0, 1]}""", "image_std holds 0")]
    public void Read_BadFile_NamesTheEntry(string json, string says)
    {
        Write(json);
        var fault = Assert.Throws<ModelLoadException>(() => PreprocessingReader.Read(_folder.Path));

        Assert.Equal(ModelFault.Unreadable, fault.Fault);
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_FileForAnotherSize_IsRefused()
    {
        Write("""{"size": 224}""");
        var fault = Assert.Throws<ModelLoadException>(() => new ImagePreprocessor(PreprocessingReader.Read(_folder.Path), Input(64, 64)));

        Assert.Contains("makes images of 224 x 224 pixels, but the model takes 64 x 64", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Prepare_WrongSizeWithoutResizing_IsRefused()
    {
        Write("""{"do_resize": false}""");

        Assert.Contains("is 3 x 2 pixels, but the model takes 9 x 9", Assert.Throws<ImageException>(() => Prepare(TestImages.Png, Input(9, 9))).Message, StringComparison.Ordinal);
    }

    private static ImageInput Input(int height, int width, int channels = 3, bool last = false) => new(channels, height, width, last, 1, PatchGrid.Unknown);

    private ImageView Prepare(byte[] file, ImageInput input) => new ImagePreprocessor(PreprocessingReader.Read(_folder.Path), input).Prepare(file);

    private void Write(string json) => File.WriteAllText(Path.Combine(_folder.Path, PreprocessingReader.FileName), json);
}
