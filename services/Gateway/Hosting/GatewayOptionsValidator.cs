using System.Net;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Hosting;

/// <summary>Checks that ranges cannot express; runs beside the annotations, so that every fault is reported at once.</summary>
internal sealed class GatewayOptionsValidator : IValidateOptions<GatewayOptions>
{
    public ValidateOptionsResult Validate(string? name, GatewayOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(GatewayOptions options)
    {
        if (!IPAddress.TryParse(options.Address, out _))
            yield return $"Gateway:Address is '{options.Address}'; give an IP address such as 127.0.0.1, or 0.0.0.0 for every interface";
        if (options.GrpcPort == options.WebPort && options.GrpcPort != 0)
            yield return $"Gateway:GrpcPort and Gateway:WebPort are both {options.GrpcPort}; cleartext HTTP/2 and HTTP/1.1 need a port each";
        if (options.DefaultTokenBudget > options.MaxTokenBudget)
            yield return $"Gateway:DefaultTokenBudget is {options.DefaultTokenBudget}, above Gateway:MaxTokenBudget, {options.MaxTokenBudget}; lower the one or raise the other";
        foreach (var origin in options.CorsOrigins)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.PathAndQuery != "/" || origin.EndsWith('/'))
                yield return $"Gateway:CorsOrigins has '{origin}'; give scheme, host and port only, such as https://viewer.example";
        }
    }
}
