namespace AttentionViz.Deploy.Tests.Settings;

/// <summary>The three processes; the names of images, Deployments and containers are theirs in small letters.</summary>
public enum Service
{
    Gateway,
    Extractor,
    Projector,
}

internal static class ServiceNames
{
    private static readonly Dictionary<string, Service> BySmallName = Enum.GetValues<Service>().ToDictionary(Small);

    /// <summary>Null for the name of no service of ours.</summary>
    public static Service? Find(string name) => BySmallName.TryGetValue(name, out var service) ? service : null;

    public static string Small(this Service service) => service.ToString().ToLowerInvariant();
}
