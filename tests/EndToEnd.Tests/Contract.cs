using AttentionViz.V1;
using Google.Protobuf.Reflection;

namespace AttentionViz.EndToEnd.Tests;

/// <summary>Every method of every service, as the descriptors have them.</summary>
internal static class Contract
{
    public static IReadOnlyList<MethodDescriptor> Methods { get; } =
    [
        .. new[]
        {
            JobServiceReflection.Descriptor, CorpusServiceReflection.Descriptor, ModelServiceReflection.Descriptor, AtlasServiceReflection.Descriptor,
            ExploreServiceReflection.Descriptor, ServerServiceReflection.Descriptor,
        }.SelectMany(f => f.Services).SelectMany(s => s.Methods),
    ];
}
