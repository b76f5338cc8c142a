namespace AttentionViz.Gateway.Placing;

internal static class PlacingExtensions
{
    public static IServiceCollection AddPlacing(this IServiceCollection services) =>
        services.AddSingleton<PlacingRequests>().AddSingleton<NewSequenceRules>().AddSingleton<NewAttention>().AddSingleton<SequencePlacing>();
}
