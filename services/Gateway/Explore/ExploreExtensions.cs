using AttentionViz.Gateway.Explore.Comparing;
using AttentionViz.Gateway.Explore.Heads;
using AttentionViz.Gateway.Explore.Neighbors;
using AttentionViz.Gateway.Explore.Search;
using AttentionViz.Pipeline.Hosting;

namespace AttentionViz.Gateway.Explore;

internal static class ExploreExtensions
{
    /// <summary>Adds what <see cref="ExploreGrpc"/> needs.</summary>
    public static IServiceCollection AddExplore(this IServiceCollection services)
    {
        services.AddSettings<ExploreOptions>(ExploreOptions.Section);
        return services.AddSingleton<TokenTables>()
            .AddSingleton<TokenSearch>()
            .AddSingleton<ComparableHeads>().AddSingleton<HeadFinder>().AddSingleton<LikenessScores>().AddSingleton<ExampleScores>()
            .AddSingleton<NeighborFinder>()
            .AddSingleton<AtlasComparison>();
    }
}
