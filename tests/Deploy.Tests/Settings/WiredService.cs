using AttentionViz.Extractor.Hosting;
using AttentionViz.Gateway;
using AttentionViz.Pipeline.Bus;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Probes;
using AttentionViz.Projector.Hosting;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AttentionViz.Deploy.Tests.Settings;

/// <summary>A service wired as its Program.cs does, with environment variables that a test gives; never started.</summary>
internal sealed class WiredService : IDisposable
{
    /// <summary>What an extractor runs models on.</summary>
    public const string Device = "Extractor__Device";

    private readonly WebApplicationBuilder _builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
    private readonly ServiceProvider _services;

    public WiredService(Service service, IReadOnlyDictionary<string, string> variables)
    {
        // Whatever the environment of the tests says.
        _builder.Configuration.Sources.Clear();
        // As it is built here it has no CUDA, and would say so; ImageChecks look whether its image has.
        _builder.Configuration.AddInMemoryCollection(variables.Where(v => v is not { Key: Device, Value: "Cuda" }).Select(v => KeyValuePair.Create(v.Key.Replace("__", ":", StringComparison.Ordinal), (string?)v.Value)));
        switch (service)
        {
            case Service.Gateway:
                _builder.AddService(GatewayExtensions.Consumers);
                _builder.AddProbes();
                _builder.AddGateway();
                break;
            case Service.Extractor:
                _builder.AddWorker(ExtractorExtensions.Consumers);
                _builder.AddProbes(alone: true);
                _builder.AddExtractor();
                break;
            default:
                _builder.AddWorker(ProjectorExtensions.Consumers);
                _builder.AddProbes(alone: true);
                _builder.AddProjector();
                break;
        }

        _services = _builder.Services.BuildServiceProvider();
    }

    /// <summary>Sections of settings and the types that they are read into.</summary>
    public IEnumerable<SettingsSection> Sections => _services.GetServices<SettingsSection>();

    /// <summary>From the signal to stop until the process ends by itself, at most: a worker ends its unit first.</summary>
    public TimeSpan LongestStop => Options<HostOptions>().ShutdownTimeout;

    public T Options<T>()
        where T : class => _services.GetRequiredService<IOptions<T>>().Value;

    /// <summary>What the service would say at start.</summary>
    public IReadOnlyList<string> Faults()
    {
        try
        {
            _services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (Exception e) when (Pipeline.Hosting.Settings.FaultsOf(e) is { } faults)
        {
            return faults;
        }
    }

    /// <summary>The queues that the service takes from, by the definitions of its consumers.</summary>
    public IReadOnlyList<Queue> Queues() =>
    [
        .. _builder.Services.Select(s => s.ServiceType).Where(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(IConsumerDefinition<>)).Distinct()
            .Select(t => (IConsumerDefinition)_services.GetRequiredService(t))
            .Select(d => new Queue(d.GetEndpointName(KebabCaseEndpointNameFormatter.Instance), IsByPriority(d.GetType()), d.ConcurrentMessageLimit ?? 0)),
    ];

    public void Dispose() => _services.Dispose();

    private static bool IsByPriority(Type? definition)
    {
        for (; definition is not null; definition = definition.BaseType)
            if (definition.IsGenericType && definition.GetGenericTypeDefinition() == typeof(PriorityEndpoint<,>)) return true;
        return false;
    }

    /// <param name="Name">On RabbitMQ.</param>
    /// <param name="IsByPriority">One of three for a kind of unit.</param>
    /// <param name="Held">Messages that a process holds at once, those it works at included.</param>
    internal sealed record Queue(string Name, bool IsByPriority, int Held);
}
