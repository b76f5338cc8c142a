using System.Net;
using AttentionViz.Gateway.Quotas;
using AttentionViz.Gateway.Security;
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
        if (IsPublic(options.Address) && !options.Auth.IsOn && !options.AllowAnonymous)
        {
            yield return $"Gateway:Address is '{options.Address}', which others can reach, and nobody is asked for a key; give keys in Gateway:Auth:ApiKeys (made with 'attentionviz keys create') or Gateway:Auth:Jwt, "
                + "listen on 127.0.0.1, or set Gateway:AllowAnonymous to true ('attentionviz serve --allow-anonymous') to serve anyone";
        }

        if (options.Auth.IsOn && options.AllowAnonymous)
            yield return "Gateway:AllowAnonymous is true, but Gateway:Auth asks for keys or tokens; leave out one of them";
        var bounds = BoundRules.Faults(options.Limits).Concat(BoundRules.Faults(options.Quotas, "Gateway:Quotas"))
            .Concat(options.TenantQuotas.SelectMany(t => BoundRules.Faults(t.Value, $"Gateway:TenantQuotas:{t.Key}")));
        foreach (var fault in AuthRules.Faults(options.Auth).Concat(bounds)) yield return fault;
        foreach (var origin in options.CorsOrigins)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.PathAndQuery != "/" || origin.EndsWith('/'))
                yield return $"Gateway:CorsOrigins has '{origin}'; give scheme, host and port only, such as https://viewer.example";
        }
    }

    private static bool IsPublic(string address) => IPAddress.TryParse(address, out var ip) && !IPAddress.IsLoopback(ip);
}
