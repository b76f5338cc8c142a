using AttentionViz.Extractor.Running;
using Microsoft.Extensions.Options;

namespace AttentionViz.Extractor.Hosting;

/// <summary>Finds what annotations cannot say; its faults are reported together with theirs.</summary>
public sealed class ExtractorOptionsValidator : IValidateOptions<ExtractorOptions>
{
    public ValidateOptionsResult Validate(string? name, ExtractorOptions options)
    {
        var faults = new List<string>();
        if (!Enum.IsDefined(options.Device)) faults.Add($"Extractor:Device is {(int)options.Device}; give Auto, Cpu, Cuda or TensorRt");
        else if (!Devices.IsOffered(options.Device)) faults.Add($"Extractor:Device: {Devices.NotOffered(options.Device)}");
        if (options.Device == ModelDevice.Cpu && options.GpuMemoryLimitMiB > 0)
            faults.Add($"Extractor:GpuMemoryLimitMiB is {options.GpuMemoryLimitMiB}, but Extractor:Device is Cpu; remove the limit or choose another device");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
