using AttentionViz.Deploy.Tests.Docker;

namespace AttentionViz.Deploy.Tests;

/// <summary>What images hold beside the services, as the Dockerfile says.</summary>
internal static class DockerImages
{
    public static Dockerfile File { get; } = Dockerfile.Parse(Repository.Read("deploy", "docker", "Dockerfile"));

    /// <summary>Variables that an image sets by itself.</summary>
    public static IReadOnlyDictionary<string, string> Variables(string target) =>
        File.Steps(target).Where(s => s.Instruction == "ENV").SelectMany(s => s.Variables).GroupBy(v => v.Key).ToDictionary(g => g.Key, g => g.Last().Value);

    /// <summary>Where the extractor's image has the models of this repository.</summary>
    public static string DemoModels { get; } = Variables("extractor")["Extractor__Models__1"];
}
