using AttentionViz.Gateway.Atlases.Aggregation;
using AttentionViz.Gateway.Atlases.Parts;

namespace AttentionViz.Gateway.Atlases;

internal static class AtlasesExtensions
{
    /// <summary>Adds everything that <see cref="AtlasGrpc"/> serves.</summary>
    public static IServiceCollection AddAtlases(this IServiceCollection services) => services
        .AddSingleton<PlanReader>().AddSingleton<ReadyHeads>().AddSingleton<MapChunks>().AddSingleton<MatrixTiles>()
        .AddSingleton<TokenChunks>().AddSingleton<VectorChunks>()
        .AddSingleton<HeadWork>().AddSingleton<AtlasAccess>().AddSingleton<AtlasManifest>().AddSingleton<TokenRows>().AddSingleton<TokenStreamer>()
        .AddSingleton<MapStreamer>().AddSingleton<MatrixStreamer>().AddSingleton<VectorReader>().AddSingleton<VectorStreamer>()
        .AddSingleton<AttentionReader>().AddSingleton<ImageReader>()
        .AddSingleton<AggregateSelection>().AddSingleton<HeadAggregation>().AddSingleton<AggregateReader>();
}
