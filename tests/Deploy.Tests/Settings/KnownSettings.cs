using System.Reflection;
using AttentionViz.Extractor.Hosting;
using AttentionViz.Gateway.Caching;
using AttentionViz.Gateway.Explore;
using AttentionViz.Gateway.Hosting;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Store;
using AttentionViz.Projector.Hosting;

namespace AttentionViz.Deploy.Tests.Settings;

/// <summary>Which environment variables a service reads, found in the properties of its options.</summary>
internal static class KnownSettings
{
    private static readonly (string Section, Type Options)[] Common = [("Store", typeof(StoreOptions)), ("Bus", typeof(BusOptions))];

    private static readonly (string Section, Type Options)[] Gateway =
    [
        .. Common, (GatewayOptions.Section, typeof(GatewayOptions)), (GatewayOptions.Section, typeof(CacheOptions)), (ExploreOptions.Section, typeof(ExploreOptions)),
        ("Corpus", typeof(CorpusLimits)),
    ];

    private static readonly (string Section, Type Options)[] Extractor = [.. Common, ("Extractor", typeof(ExtractorOptions))];

    private static readonly (string Section, Type Options)[] Projector = [.. Common, ("Projector", typeof(ProjectorOptions))];

    // Read by .NET, ASP.NET Core and OpenTelemetry themselves.
    private static readonly string[] Foreign = ["DOTNET_", "ASPNETCORE_", "OTEL_", "Logging__"];

    /// <summary>Whether the service has a place for the variable.</summary>
    public static bool Has(Service service, string variable)
    {
        if (Foreign.Any(f => variable.StartsWith(f, StringComparison.Ordinal))) return true;
        var parts = variable.Split("__");
        return Of(service).Any(o => o.Section == parts[0] && Has(o.Options, parts.AsSpan(1)));
    }

    private static (string Section, Type Options)[] Of(Service service) => service switch
    {
        Service.Gateway => Gateway,
        Service.Extractor => Extractor,
        _ => Projector,
    };

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
}
