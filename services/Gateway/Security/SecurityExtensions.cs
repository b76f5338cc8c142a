using AttentionViz.Gateway.Hosting;
using AttentionViz.Gateway.Quotas;
using Grpc.AspNetCore.Server;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Security;

internal static class SecurityExtensions
{
    /// <summary>Who may call, how often, and how much each may use.</summary>
    public static IServiceCollection AddSecurity(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<Callers>().AddSingleton<ApiKeyDirectory>().AddSingleton<JwtVerifier>().AddSingleton<Credentials>();
        services.AddSingleton<CallLimits>().AddSingleton<CallGate>().AddSingleton<StoreRoom>().AddSingleton<Admission>();
        services.AddOptions<GrpcServiceOptions>().Configure<IOptions<GatewayOptions>>((grpc, options) => grpc.MaxReceiveMessageSize = options.Value.MaxRequestBytes);
        return services;
    }
}
