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
    public static Service? Find(string? name) => Enum.GetValues<Service>().Cast<Service?>().FirstOrDefault(s => s.ToString()!.ToLowerInvariant() == name);

    public static string Small(this Service service) => service.ToString().ToLowerInvariant();
}
