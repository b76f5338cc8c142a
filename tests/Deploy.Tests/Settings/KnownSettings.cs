using System.Reflection;
using System.Text.RegularExpressions;

namespace AttentionViz.Deploy.Tests.Settings;

/// <summary>Which environment variables a service reads, found in the properties of the options that it registers.</summary>
internal static partial class KnownSettings
{
    /// <summary>Whether the service has a place for the variable.</summary>
    public static bool Has(WiredService service, string variable)
    {
        // Read by .NET, ASP.NET Core and OpenTelemetry themselves.
        if (Foreign().IsMatch(variable)) return true;
        var parts = variable.Split("__");
        return service.Sections.Any(s => s.Path == parts[0] && Has(s.Type, parts.AsSpan(1)));
    }

    private static bool Has(Type type, ReadOnlySpan<string> path)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (path.IsEmpty) return IsScalar(type);
        if (IsScalar(type)) return false;
        if (Elements(type, typeof(IDictionary<,>)) is [_, var value]) return Has(value, path[1..]);
        if (Elements(type, typeof(IEnumerable<>)) is [var element]) return uint.TryParse(path[0], out _) && Has(element, path[1..]);
        // Names are compared to the letter: .NET would not mind, a reader who searches for them would.
        var property = type.GetProperty(path[0], BindingFlags.Public | BindingFlags.Instance);
        return property is not null && (property.CanWrite || !IsScalar(property.PropertyType)) && Has(property.PropertyType, path[1..]);
    }

    private static bool IsScalar(Type type) => type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(TimeSpan) || type == typeof(Uri);

    private static Type[]? Elements(Type type, Type definition) =>
        type.GetInterfaces().Prepend(type).FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == definition)?.GetGenericArguments();

    [GeneratedRegex("^(DOTNET_|ASPNETCORE_|OTEL_|Logging__)")]
    private static partial Regex Foreign();
}
