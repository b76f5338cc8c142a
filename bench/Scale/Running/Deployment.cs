using System.Diagnostics;
using AttentionViz.Testing;
using AttentionViz.Testing.Servers;
using AttentionViz.V1;
using Grpc.Net.Client;
using StackExchange.Redis;

namespace AttentionViz.Bench.Scale.Running;

/// <summary>
/// Redis, RabbitMQ, a gateway and some workers of each kind, each a process. A worker has one core: an extractor and a projector,
/// which a single job never keeps busy at once, have the same.
/// </summary>
internal sealed class Deployment : IAsyncDisposable
{
    public const string Model = "mini-bert";

    private readonly List<ServiceProcess> _services = [];
    private readonly RedisServer _redis;
    private readonly RabbitMqServer _rabbitMq;

    private Deployment(RedisServer redis, RabbitMqServer rabbitMq, ConnectionMultiplexer connection)
    {
        (_redis, _rabbitMq, Redis) = (redis, rabbitMq, connection);
        Channel = GrpcChannel.ForAddress("http://127.0.0.1");
    }

    public ConnectionMultiplexer Redis { get; }

    public RabbitMqServer RabbitMq => _rabbitMq;

    public GrpcChannel Channel { get; private set; }

    /// <summary>Processes by name.</summary>
    public IReadOnlyDictionary<string, int> Processes => _services.ToDictionary(s => s.Name, s => s.ProcessId)
        .Append(new("redis", _redis.ProcessId)).Append(new("rabbitmq", _rabbitMq.ProcessId)).ToDictionary();

    public static async Task<Deployment> StartAsync(int workers, CancellationToken stop)
    {
        var (redis, rabbitMq) = (RedisServer.StartNewAsync(), RabbitMqServer.StartNewAsync());
        var deployment = new Deployment(await redis, await rabbitMq, await (await redis).ConnectAsync());
        try
        {
            await deployment.StartServicesAsync(workers, stop);
            return deployment;
        }
        catch
        {
            await deployment.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        foreach (var service in _services) await service.DisposeAsync();
        await Redis.DisposeAsync();
        await _rabbitMq.DisposeAsync();
        await _redis.DisposeAsync();
    }

    private async Task StartServicesAsync(int workers, CancellationToken stop)
    {
        var common = new Dictionary<string, string>
        {
            ["Store__Redis"] = _redis.Address,
            ["Bus__RabbitMq"] = _rabbitMq.Address(),
            ["Logging__LogLevel__Default"] = "Warning",
            ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
        };
        var one = new Dictionary<string, string>(common)
        {
            ["DOTNET_PROCESSOR_COUNT"] = "1",
            ["Extractor__Models__0"] = Checkout.At("models"),
            ["Extractor__Device"] = "Cpu",
        };
        _services.Add(new ServiceProcess(ServiceKind.Gateway, common));
        for (var worker = 1; worker <= workers; worker++)
        {
            _services.Add(new ServiceProcess(ServiceKind.Extractor, one, $"extractor {worker}"));
            _services.Add(new ServiceProcess(ServiceKind.Projector, one, $"projector {worker}"));
        }

        await Task.WhenAll(_services.Select(s => s.StartAsync()));
        var cores = Environment.ProcessorCount;
        foreach (var (place, service) in _services.Skip(1).Index()) await PinAsync(service.ProcessId, cores - 1 - (place / 2 % cores), stop);
        Channel.Dispose();
        Channel = GrpcChannel.ForAddress($"http://127.0.0.1:{_services[0].GrpcPort}");
        var models = new ModelService.ModelServiceClient(Channel);
        await Eventually.HoldsAsync(
            async () => (await models.ListModelsAsync(new ListModelsRequest(), cancellationToken: stop)).Models.Any(m => m.ModelId == Model), "the model is offered", TimeSpan.FromMinutes(1), cancellationToken: stop);
    }

    /// <summary>Every thread there is, and with them those to come.</summary>
    private static async Task PinAsync(int processId, int core, CancellationToken stop)
    {
        using var taskset = Process.Start(new ProcessStartInfo("taskset", ["-a", "-c", "-p", $"{core}", $"{processId}"]) { RedirectStandardOutput = true })!;
        await taskset.StandardOutput.ReadToEndAsync(stop);
        await taskset.WaitForExitAsync(stop);
        if (taskset.ExitCode != 0) throw new InvalidOperationException($"taskset failed with {taskset.ExitCode}");
    }
}
