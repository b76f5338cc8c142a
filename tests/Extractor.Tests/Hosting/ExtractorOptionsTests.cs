using AttentionViz.Extractor.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AttentionViz.Extractor.Tests.Hosting;

public sealed class ExtractorOptionsTests
{
    [Fact]
    public void Options_Defaults_AreValid() => Assert.Equal(2048, Read([]).TokensPerBatch);

    [Theory]
    [InlineData("Cuda")]
    [InlineData("TensorRt")]
    public void Options_DeviceThatThisBuildLacks_SaysSoAndWhatToDo(string device)
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Read(new() { ["Extractor:Device"] = device }));

        Assert.Contains("OnnxRuntimeFlavor=Gpu", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_SeveralFaults_AreReportedTogether()
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Read(new()
        {
            ["Extractor:Device"] = "TensorRt",
            ["Extractor:TokensPerBatch"] = "0",
            ["Extractor:DeviceId"] = "-1",
            ["Extractor:GpuMemoryLimitMiB"] = "-5",
        }));

        Assert.All(
            new[] { "TensorRT", "TokensPerBatch", "DeviceId", "GpuMemoryLimitMiB" },
            part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Options_MemoryLimitForTheCpu_IsRefused() => Assert.Throws<OptionsValidationException>(
        () => Read(new() { ["Extractor:Device"] = "Cpu", ["Extractor:GpuMemoryLimitMiB"] = "512" }));

    private static ExtractorOptions Read(Dictionary<string, string?> settings)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddExtractor();
        using var services = builder.Services.BuildServiceProvider();
        return services.GetRequiredService<IOptions<ExtractorOptions>>().Value;
    }
}
