namespace AttentionViz.Deploy.Tests.Docker;

/// <summary>Compose files of deploy/docker, laid over one another as "docker compose -f a -f b" does.</summary>
internal sealed class ComposeProject
{
    // What .env holds once it is made as .env.example says.
    public static readonly IReadOnlyDictionary<string, string> Example = new Dictionary<string, string>
    {
        ["REDIS_PASSWORD"] = "831f6429524f",
        ["RABBITMQ_PASSWORD"] = "ddd91765a36b",
        ["API_KEY_HASH"] = new('a', 64),
    };

    private readonly Dictionary<string, ComposeService> _services = [];

    public IReadOnlyDictionary<string, ComposeService> Services => _services;

    public IReadOnlyCollection<string> Volumes { get; private set; } = [];

    /// <param name="files">Names of files without "compose." and ".yaml"; "" is compose.yaml.</param>
    public static ComposeProject Read(params string[] files) => Of([.. files.Select(Text)]);

    public static string Text(string file) => Repository.Read("deploy", "docker", file.Length == 0 ? "compose.yaml" : $"compose.{file}.yaml");

    public static ComposeProject Of(params string[] texts)
    {
        var project = new ComposeProject();
        foreach (var file in texts.Select(t => Compose.Parse(Compose.Fill(t, Example))))
        {
            foreach (var (name, service) in file.Services)
                if (!project._services.TryAdd(name, service)) Lay(service, project._services[name]);
            project.Volumes = [.. project.Volumes, .. file.Volumes.Keys];
        }

        return project;
    }

    private static void Lay(ComposeService over, ComposeService under)
    {
        if (over.Image.Length > 0) under.Image = over.Image;
        if (over.Build?.Target is { Length: > 0 } target) under.Build!.Target = target;
        foreach (var (name, value) in over.Environment) under.Environment[name] = value;
        under.Ports.AddRange(over.Ports);
        under.Deploy = over.Deploy ?? under.Deploy;
    }
}
