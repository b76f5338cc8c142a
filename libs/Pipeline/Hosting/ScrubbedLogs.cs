using System.Collections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AttentionViz.Pipeline.Hosting;

/// <summary>
/// Lays <see cref="Scrub"/> over every log, ours and those of libraries: what an exception holds cannot be known beforehand, and
/// one place that all logs go through is safer than care at each. An exception becomes a line of its own in the message.
/// </summary>
internal sealed class ScrubbedLogs(ILoggerFactory inner) : ILoggerFactory
{
    public static void AddTo(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(s => new ScrubbedLogs(new LoggerFactory(
        s.GetServices<ILoggerProvider>(), s.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>(), s.GetService<IOptions<LoggerFactoryOptions>>(), s.GetService<IExternalScopeProvider>()))));

    public ILogger CreateLogger(string categoryName) => new Scrubbing(inner.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();

    private sealed class Scrubbing(ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(new Scope(state, state as IReadOnlyList<KeyValuePair<string, object?>> ?? []));

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!inner.IsEnabled(logLevel)) return;
            var text = Scrub.Text(formatter(state, exception));
            if (exception is not null) text = $"{text}: {Scrub.Describe(exception)}";
            inner.Log(logLevel, eventId, new Entry(text, state as IReadOnlyList<KeyValuePair<string, object?>> ?? []), null, static (entry, _) => entry.ToString());
        }
    }

    /// <summary>The message with the values that structured logs keep beside it.</summary>
    private sealed class Entry(string text, IReadOnlyList<KeyValuePair<string, object?>> values) : Values(values)
    {
        public override string ToString() => text;
    }

    /// <summary>What lines are logged within. Most scopes are never printed, so they are scrubbed when they are.</summary>
    private sealed class Scope(object state, IReadOnlyList<KeyValuePair<string, object?>> values) : Values(values)
    {
        public override string ToString() => Scrub.Text(state.ToString() ?? "");
    }

    private abstract class Values(IReadOnlyList<KeyValuePair<string, object?>> values) : IReadOnlyList<KeyValuePair<string, object?>>
    {
        public int Count => values.Count;

        public KeyValuePair<string, object?> this[int index] => values[index].Value switch
        {
            null or bool or int or long or double or float or uint or ulong or Guid or TimeSpan or DateTimeOffset => values[index],
            var value => new(values[index].Key, Scrub.Text(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "")),
        };

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Enumerable.Range(0, Count).Select(i => this[i]).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
