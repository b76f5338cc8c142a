using System.Globalization;
using AttentionViz.Deploy.Tests.Kubernetes.Checks;
using AttentionViz.Deploy.Tests.Settings;
using AttentionViz.Gateway.Hosting;

namespace AttentionViz.Deploy.Tests.Docker;

/// <summary>What must hold of a set of compose files beyond their types.</summary>
internal static class ComposeChecks
{
    public static IReadOnlyList<string> Faults(ComposeProject project)
    {
        var services = Enum.GetValues<Service>().ToDictionary(s => s, s => project.Services[s.Small()]);
        List<string> first = [.. services.SelectMany(s => SettingChecks.Faults(s.Key, Variables(s.Value)))];
        // The rest asks services, which cannot be made with settings that are wrong.
        return first.Count > 0 ? first :
        [
            .. project.Services.SelectMany(s => CommonFaults(project, s.Key, s.Value)), .. services.SelectMany(s => ServiceFaults(s.Key, s.Value)), .. AccessFaults(services[Service.Gateway]),
        ];
    }

    private static IEnumerable<string> CommonFaults(ComposeProject project, string name, ComposeService service)
    {
        foreach (var other in service.DependsOn.Where(d => project.Services.GetValueOrDefault(d.Key)?.Healthcheck is null).Select(d => d.Key)) yield return $"{name} waits for {other}, which tells no health";
        foreach (var volume in service.Volumes.Select(v => v.Split(':')[0]).Where(v => !v.StartsWith('.') && !project.Volumes.Contains(v))) yield return $"{name} mounts {volume}, which is no volume";
        if (service.Image.EndsWith(":latest", StringComparison.Ordinal) || !service.Image.Contains(':')) yield return $"{name} runs {service.Image}, of no fixed version";
        if (name != "gateway" && service.Ports.Count > 0) yield return $"{name} is published";
    }

    private static IEnumerable<string> ServiceFaults(Service service, ComposeService compose)
    {
        var name = service.Small();
        var target = compose.Build?.Target ?? "";
        if (target.Length == 0 || !DockerImages.File.Has(target)) yield return $"{name}: the Dockerfile has no target '{target}'";
        if (compose.Image != $"attentionviz/{name}:{Repository.Version}{(target.EndsWith("-cuda", StringComparison.Ordinal) ? "-cuda" : "")}") yield return $"{name} runs {compose.Image}";
        if (!Path.Exists(Repository.File("deploy", "docker", compose.Build?.Context ?? "", compose.Build?.Dockerfile ?? ""))) yield return $"{name}: there is no {compose.Build?.Dockerfile}";
        if (!compose.ReadOnly || !compose.CapDrop.Contains("ALL") || !compose.SecurityOpt.Contains("no-new-privileges:true")) yield return $"{name} may do more than it needs";
        if (compose.Healthcheck?.Test.SequenceEqual(["CMD", "dotnet", $"AttentionViz.{service}.dll", "--ready"]) != true) yield return $"{name} has no health check that asks it";
        if (!compose.Tmpfs.Any(t => t.StartsWith("/tmp", StringComparison.Ordinal))) yield return $"{name} has no /tmp";
        using var wired = new WiredService(service, Variables(compose));
        if (Seconds(compose.StopGracePeriod) <= wired.LongestStop) yield return $"{name} is killed before it has stopped by itself, {wired.LongestStop} at most";
    }

    private static IEnumerable<string> AccessFaults(ComposeService gateway)
    {
        var variables = Variables(gateway);
        using var host = new WiredService(Service.Gateway, variables);
        var isForOthers = gateway.Ports.Any(p => !p.StartsWith("127.0.0.1:", StringComparison.Ordinal));
        if (isForOthers && !host.Options<GatewayOptions>().Auth.IsOn) yield return "the gateway can be reached by others and asks for no keys";
        var opened = PortChecks.Opened(Service.Gateway, variables);
        var published = gateway.Ports.Select(p => int.Parse(p[(p.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture));
        if (!published.Order().SequenceEqual([opened["grpc"], opened["web"]])) yield return $"published are {string.Join(", ", gateway.Ports)}; the gateway has {opened["grpc"]} and {opened["web"]}";
    }

    private static Dictionary<string, string> Variables(ComposeService compose) =>
        DockerImages.Variables(compose.Build?.Target ?? "").Where(v => v.Key.Contains("__", StringComparison.Ordinal)).Concat(compose.Environment).GroupBy(v => v.Key).ToDictionary(g => g.Key, g => g.Last().Value);

    private static TimeSpan Seconds(string duration) => TimeSpan.FromSeconds(int.Parse(duration.TrimEnd('s'), CultureInfo.InvariantCulture));
}
