using AttentionViz.Pipeline.Probes;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Hosting;

/// <summary>What is told on the probe port must not be told on a port that clients reach.</summary>
internal sealed class ProbePortValidator(IConfiguration configuration) : IValidateOptions<ProbeOptions>
{
    public ValidateOptionsResult Validate(string? name, ProbeOptions options)
    {
        // Not through IOptions, whose own faults would be thrown from here and hide those of the probes.
        var faults = new[] { nameof(GatewayOptions.GrpcPort), nameof(GatewayOptions.WebPort) }
            .Where(port => options.Port != 0 && PortOf(port) == options.Port)
            .Select(port => $"Probes:Port is {options.Port}, which is Gateway:{port} as well; give the probes a port of their own, or 0 for none")
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private int PortOf(string name)
    {
        var defaults = new GatewayOptions();
        return int.TryParse(configuration[$"{GatewayOptions.Section}:{name}"], out var port) ? port
            : name == nameof(GatewayOptions.GrpcPort) ? defaults.GrpcPort : defaults.WebPort;
    }
}
