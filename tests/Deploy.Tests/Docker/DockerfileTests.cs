using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AttentionViz.Deploy.Tests.Kubernetes.Checks;
using AttentionViz.Deploy.Tests.Settings;

namespace AttentionViz.Deploy.Tests.Docker;

public class DockerfileTests
{
    private static readonly Dockerfile File = DockerImages.File;

    public static TheoryData<string, Service> Targets => new()
    {
        { "gateway", Service.Gateway },
        { "extractor", Service.Extractor },
        { "extractor-cuda", Service.Extractor },
        { "projector", Service.Projector },
    };

    [Fact]
    public void Sources_OfEveryCopy_AreThereAndNotIgnored()
    {
        var sources = File.Stages.SelectMany(s => s.Steps).Where(s => s.Instruction == "COPY" && s.Copied.From is null).SelectMany(s => s.Copied.Sources).Distinct().ToList();
        Assert.NotEmpty(sources);
        var ignore = Repository.Read(".dockerignore");
        Assert.All(sources, s => Assert.True(Path.Exists(Repository.File(s)) && DockerIgnore.LetsThrough(ignore, s), s));
    }

    [Theory]
    [InlineData("web/node_modules/vite/package.json")]
    [InlineData("web/dist/index.html")]
    [InlineData("web/src/gen/attentionviz/v1/atlas_pb.ts")]
    [InlineData("services/Gateway/obj/project.assets.json")]
    [InlineData("tests/Directory.Build.props")]
    public void Ignored_WhatImagesMakeThemselvesOrDoNotNeed_IsLeftOut(string path) => Assert.False(DockerIgnore.LetsThrough(Repository.Read(".dockerignore"), path));

    [Fact]
    public void Stages_CopiedFrom_AreThere() => Assert.All(
        File.Stages.SelectMany(s => s.Steps).Where(s => s.Instruction == "COPY").Select(s => s.Copied.From).OfType<string>().Where(f => !f.Contains('/')),
        from => Assert.True(File.Has(from), from));

    [Theory]
    [MemberData(nameof(Targets))]
    public void Restore_OfAService_HasEveryProjectFileItNeeds(string target, Service service) => Assert.Empty(Missing(File, target, service));

    [Fact]
    public void Restore_WithoutAProjectFile_IsFound()
    {
        var without = Dockerfile.Parse(Repository.Read("deploy", "docker", "Dockerfile").Replace("COPY libs/Numerics/AttentionViz.Numerics.csproj libs/Numerics/\n", "", StringComparison.Ordinal));
        Assert.Equal(["libs/Numerics/AttentionViz.Numerics.csproj"], Missing(without, "projector", Service.Projector));
    }

    [Fact]
    public void Restore_WithoutWhatAProjectImports_IsFound()
    {
        const string Targets = "services/Gateway/Viewer/Viewer.targets";
        var without = Dockerfile.Parse(Repository.Read("deploy", "docker", "Dockerfile").Replace($"COPY {Targets} services/Gateway/Viewer/\n", "", StringComparison.Ordinal));
        Assert.Equal([Targets], Missing(without, "gateway", Service.Gateway));
    }

    [Fact]
    public void Gateway_Publish_TakesTheViewerThatNpmBuilt()
    {
        var npm = File.Steps("build-viewer").Where(s => s.Instruction == "RUN").Select(s => string.Join(' ', s.Words)).ToList();
        Assert.StartsWith("npm ci ", npm[0], StringComparison.Ordinal);
        Assert.Equal("npm run build", npm[^1]);
        var steps = File.Steps("build-gateway").ToList();
        var copied = Assert.Single(steps, s => s.Instruction == "COPY" && s.Copied.From == "build-viewer");
        Assert.EndsWith("/web/dist", Assert.Single(copied.Copied.Sources), StringComparison.Ordinal);
        Assert.Contains($"-p:ViewerDist={copied.Words[^1]}", steps.Last(s => s.Instruction == "RUN").Words);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Image_OfAService_RunsItsAssemblyAsSomeoneElseThanRoot(string target, Service service)
    {
        var steps = File.Steps(target).ToList();
        Assert.Contains($"AttentionViz.{service}.dll", Regex.Matches(string.Join(' ', steps.Last(s => s.Instruction == "ENTRYPOINT").Words), """[^"\s\[\],]+""").Select(m => m.Value));
        Assert.True(System.IO.File.Exists(Repository.File("services", $"{service}", $"AttentionViz.{service}.csproj")));
        Assert.NotEqual("root", steps.Last(s => s.Instruction == "USER").Words[0]);
        Assert.NotEqual("0", steps.Last(s => s.Instruction == "USER").Words[0]);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Image_OfAService_SetsAndExposesWhatTheServiceHas(string target, Service service)
    {
        using var wired = new WiredService(service, new Dictionary<string, string>());
        Assert.All(DockerImages.Variables(target).Keys.Where(v => v.Contains("__", StringComparison.Ordinal)), v => Assert.True(KnownSettings.Has(wired, v), v));
        var exposed = File.Steps(target).Where(s => s.Instruction == "EXPOSE").SelectMany(s => s.Words).Select(p => int.Parse(p, CultureInfo.InvariantCulture));
        Assert.Equal(PortChecks.Opened(service, new Dictionary<string, string>()).Values.Order(), exposed.Order());
    }

    private static IEnumerable<string> Missing(Dockerfile file, string target, Service service)
    {
        var build = file.Steps(target).Last(s => s.Instruction == "COPY" && s.Copied.From?.StartsWith("build-", StringComparison.Ordinal) == true).Copied.From!;
        var before = file.Steps(build).TakeWhile(s => s.Instruction != "RUN").Where(s => s.Instruction == "COPY").SelectMany(s => s.Copied.Sources).ToHashSet();
        string[] needed = ["global.json", "Directory.Build.props", "Directory.Packages.props", .. Projects($"services/{service}/AttentionViz.{service}.csproj").Distinct()];
        return needed.Where(n => !before.Contains(n));
    }

    /// <summary>The project, what it imports, and the same of those that it refers to.</summary>
    private static IEnumerable<string> Projects(string project)
    {
        var file = XDocument.Load(Repository.File(project));
        string Beside(XElement element, string attribute) =>
            Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.File(Path.GetDirectoryName(project)!), element.Attribute(attribute)!.Value)));
        return file.Descendants("ProjectReference").SelectMany(r => Projects(Beside(r, "Include"))).Concat(file.Descendants("Import").Select(i => Beside(i, "Project"))).Append(project);
    }
}
