using AttentionViz.V1;
using Google.Protobuf.Reflection;

namespace AttentionViz.Gateway.Explore.Heads;

/// <summary>The figures of a head profile, by the names that the contract gives them.</summary>
internal static class ProfileFields
{
    private static readonly IReadOnlyList<FieldDescriptor> Fields =
        [.. HeadProfile.Descriptor.Fields.InFieldNumberOrder().Where(f => f.FieldType == FieldType.Double && !f.IsRepeated)];

    public static IEnumerable<string> Names => Fields.Select(f => f.Name);

    /// <summary>Reads one figure; null for a name that the profile does not have.</summary>
    public static Func<HeadProfile, double>? Reader(string name) =>
        Fields.FirstOrDefault(f => f.Name == name || f.JsonName == name) is { } field ? profile => Value(field, profile) : null;

    /// <summary>Euclidean distance between all figures of two profiles.</summary>
    public static double Distance(HeadProfile a, HeadProfile b) => Math.Sqrt(Fields.Sum(f =>
    {
        var difference = Value(f, a) - Value(f, b);
        return difference * difference;
    }));

    private static double Value(FieldDescriptor field, HeadProfile profile) => (double)field.Accessor.GetValue(profile);
}
