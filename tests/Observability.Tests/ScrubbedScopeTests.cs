using AttentionViz.Pipeline.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AttentionViz.Observability.Tests;

public sealed class ScrubbedScopeTests
{
    [Fact]
    public void Scope_WithSecretAndFolder_ReachesFormattersWithoutThem()
    {
        var seen = new Recorder();
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddProvider(seen);
        builder.AddPipeline();
        using var host = builder.Build();
        var log = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("x");

        using (log.BeginScope(new Dictionary<string, object?> { ["at"] = "/home/someone/model.onnx", ["layer"] = 3 }.ToList()))
        using (log.BeginScope("amqp://user:secret@host/"))
            log.Log(LogLevel.Warning, new EventId(1), "a line", null, (text, _) => text);

        Assert.Contains("at=model.onnx", seen.Scopes);
        Assert.Contains("layer=3", seen.Scopes);
        Assert.DoesNotContain(seen.Scopes, s => s.Contains("secret", StringComparison.Ordinal) || s.Contains("someone", StringComparison.Ordinal));
    }

    private sealed class Recorder : ILoggerProvider, ILogger, ISupportExternalScope
    {
        private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

        public List<string> Scopes { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _scopes.ForEachScope(
            (scope, all) =>
            {
                all.Add(scope?.ToString() ?? "");
                if (scope is IEnumerable<KeyValuePair<string, object?>> values) all.AddRange(values.Select(v => $"{v.Key}={v.Value}"));
            }, Scopes);

        public void Dispose()
        {
        }
    }
}
