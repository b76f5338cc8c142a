using System.Diagnostics;

namespace AttentionViz.Deploy.Tests.Settings;

public class StartTests
{
    [Theory]
    [InlineData(Service.Gateway, "Gateway__Address", "nowhere", "Gateway:Address is 'nowhere'")]
    [InlineData(Service.Extractor, "Extractor__Concurrency", "none", "Extractor:Concurrency")]
    [InlineData(Service.Projector, "Worker__UnitTimeout", "01:00:00", "Worker:UnitTimeout is 01:00:00")]
    public async Task Process_WithWrongSettings_TellsThemAllAndExits78(Service service, string variable, string value, string fault)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, $"AttentionViz.{service}.dll")]) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var inherited in start.Environment.Keys.Where(k => k.Contains("__", StringComparison.Ordinal)).ToList()) start.Environment.Remove(inherited);
        start.Environment[variable] = value;
        start.Environment["Probes__Port"] = "70000";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await output;
        Assert.Equal(78, process.ExitCode);
        Assert.All(new[] { fault, "Probes:Port is 70000", "Store:Redis is not set", "Bus:RabbitMq is not set" }, f => Assert.Contains(f, error, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
