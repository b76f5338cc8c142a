using System.Collections;
using System.ComponentModel;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace AttentionViz.Pipeline.Hosting;

/// <summary>Tells which values of a section cannot be read as what they are to be.</summary>
internal static class SettingValues
{
    /// <summary>The section without those.</summary>
    public static IConfiguration Readable(IConfigurationSection section, Type type)
    {
        var faulty = Faults(section, type).Select(f => f.Path).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var values = section.AsEnumerable(makePathsRelative: true).Where(v => v.Key.Length > 0 && !faulty.Contains($"{section.Path}:{v.Key}"));
        return new ConfigurationBuilder().AddInMemoryCollection(values).Build();
    }

    /// <summary>Values that cannot be read, also in the parts of the section.</summary>
    public static IEnumerable<(string Path, string Fault)> Faults(IConfigurationSection section, Type type)
    {
        foreach (var child in section.GetChildren())
        {
            if (Property(type, child.Key) is not { } property) continue;
            var wanted = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (IsList(wanted)) continue;
            if (child.Value is { Length: > 0 } value && !CanRead(value, wanted)) yield return (child.Path, $"{child.Path} is '{value}'; give {Words(wanted)}");
            else if (wanted.IsClass && wanted != typeof(string))
                foreach (var fault in Faults(child, wanted)) yield return fault;
        }
    }

    public static PropertyInfo? Property(Type type, string name) =>
        type.GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase) is { } found && IsSetting(found) ? found : null;

    public static bool IsSetting(PropertyInfo property) => property.CanWrite || IsList(property.PropertyType);

    private static bool IsList(Type type) => type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type);

    private static bool CanRead(string value, Type type)
    {
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value) is not null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException)
        {
            return false;
        }
    }

    private static string Words(Type type) => type switch
    {
        _ when type.IsEnum => $"{string.Join(", ", Enum.GetNames(type).SkipLast(1))} or {Enum.GetNames(type)[^1]}",
        _ when type == typeof(TimeSpan) => "a time such as 00:01:00 for a minute, or 7.00:00:00 for seven days",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(double) => "a number",
        _ => "a whole number",
    };
}
