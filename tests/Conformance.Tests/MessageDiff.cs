using System.Collections;
using Google.Protobuf;

namespace AttentionViz.Conformance.Tests;

/// <summary>Compares messages field by field; a number that is none equals itself.</summary>
internal static class MessageDiff
{
    /// <summary>Paths of fields that differ, with both values.</summary>
    public static IEnumerable<string> Of(IMessage expected, IMessage seen, string path = "")
    {
        foreach (var field in expected.Descriptor.Fields.InDeclarationOrder())
        {
            var name = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            if (field.HasPresence && field.Accessor.HasValue(expected) != field.Accessor.HasValue(seen))
                yield return $"{name}: {(field.Accessor.HasValue(expected) ? "set" : "unset")} / {(field.Accessor.HasValue(seen) ? "set" : "unset")}";
            else
                foreach (var difference in OfValue(field.Accessor.GetValue(expected), field.Accessor.GetValue(seen), name)) yield return difference;
        }
    }

    private static IEnumerable<string> OfValue(object? expected, object? seen, string path)
    {
        if (expected is IMessage message && seen is IMessage other) return Of(message, other, path);
        if (expected is IDictionary map && seen is IDictionary otherMap) return OfMap(map, otherMap, path);
        if (expected is IList list && seen is IList otherList) return OfList(list, otherList, path);
        return Equals(expected, seen) ? [] : [$"{path}: {Short(expected)} / {Short(seen)}"];
    }

    private static IEnumerable<string> OfList(IList expected, IList seen, string path) =>
        expected.Count != seen.Count ? [$"{path}: {expected.Count} entries / {seen.Count}"] : Enumerable.Range(0, expected.Count).SelectMany(i => OfValue(expected[i], seen[i], $"{path}[{i}]"));

    private static IEnumerable<string> OfMap(IDictionary expected, IDictionary seen, string path) =>
        expected.Count != seen.Count ? [$"{path}: {expected.Count} entries / {seen.Count}"] : expected.Keys.Cast<object>().SelectMany(k => OfValue(expected[k], seen[k], $"{path}[{k}]"));

    private static string Short(object? value) => $"{value}" is { Length: > 100 } text ? $"{text[..97]}..." : $"{value}";
}
