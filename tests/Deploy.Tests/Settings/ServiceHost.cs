using AttentionViz.Extractor.Hosting;
using AttentionViz.Gateway;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Projector.Hosting;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AttentionViz.Deploy.Tests.Settings;

/// <summary>A service wired as its Program.cs does, with environment variables that a test gives; never started.</summary>
internal sealed class ServiceHost : IDisposable
{
    private readonly WebApplicationBuilder _builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
    private readonly ServiceProvider _services;

    public ServiceHost(Service service, IReadOnlyDictionary<string, string> variables)
    {
        // Whatever the environment of the tests says.
        _builder.Configuration.Sources.Clear();
        _builder.Configuration.AddInMemoryCollection(variables.Select(v => KeyValuePair.Create(v.Key.Replace("__", ":", StringComparison.Ordinal), (string?)v.Value)));
        switch (service)
        {
            case Service.Gateway:
                _builder.AddPipeline(GatewayExtensions.Consumers);
                _builder.AddGateway();
                break;
            case Service.Extractor:
                _builder.AddPipeline(ExtractorExtensions.Consumers);
                _builder.AddExtractor();
                break;
            default:
                _builder.AddPipeline(ProjectorExtensions.Consumers);
                _builder.AddProjector();
                break;
        }

        _services = _builder.Services.BuildServiceProvider();
    }

    public T Options<T>()
        where T : class => _services.GetRequiredService<IOptions<T>>().Value;

    /// <summary>What the service would say at start.</summary>
    public IEnumerable<string> Faults()
    {
        try
        {
            _services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException e)
        {
            return e.Failures;
        }
        catch (AggregateException e)
        {
            return e.InnerExceptions.Select(i => i.Message);
        }
        catch (InvalidOperationException e)
        {
            // A value that is of no use for its property's type.
            return [e.Message];
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
