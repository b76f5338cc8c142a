using AttentionViz.Testing;
using AttentionViz.Testing.Servers;
using AttentionViz.V1;
using Grpc.Core;
using StackExchange.Redis;

namespace AttentionViz.Faults.Tests;

/// <summary>
/// The platform as it runs on several machines: Redis, RabbitMQ, gateways, extractors and projectors, each a process of its
/// own that a test may do anything to.
/// </summary>
internal sealed class Deployment : IAsyncDisposable
{
    /// <summary>How long a job may take, with everything that is done to it, on a machine that has other work.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly DeploymentOptions _options;
    private readonly bool _ownsRabbitMq;
    private RedisServer? _redis;
    private RabbitMqServer? _rabbitMq;
    private Task<Corpus>? _corpus;

    private Deployment(DeploymentOptions options) => (_options, _ownsRabbitMq) = (options, options.RabbitMq is null);

    public RedisServer Redis => _redis ?? throw new InvalidOperationException("this deployment's store is not its own");

    public RabbitMqServer RabbitMq => _rabbitMq!;

    public List<Gateway> Gateways { get; } = [];

    public List<Worker> Extractors { get; } = [];

    public List<Worker> Projectors { get; } = [];

    public IEnumerable<Worker> Workers => [.. Extractors, .. Projectors];

    public IEnumerable<ServiceProcess> Services => [.. Gateways.Select(g => g.Process), .. Workers.Select(w => w.Process)];

    public string BusAddress => RabbitMq.Address(_options.VirtualHost);

    public Gateway Gateway => Gateways[0];

    public static async Task<Deployment> StartAsync(DeploymentOptions options)
    {
        var deployment = new Deployment(options);
        try
        {
            await deployment.StartAsync();
            return deployment;
        }
        catch
        {
            await deployment.DisposeAsync();
            throw;
        }
    }

    /// <param name="settings">On top of those of every service.</param>
    public async Task<Gateway> AddGatewayAsync(IReadOnlyDictionary<string, string>? settings = null)
    {
        var gateway = new Gateway(new ServiceProcess(ServiceKind.Gateway, SettingsOf(null, null, settings), $"gateway {Gateways.Count}"));
        Gateways.Add(gateway);
        await gateway.Process.StartAsync();
        return gateway;
    }

    private Worker Add(ServiceKind kind)
    {
        var storeLink = _options.Store is null ? new CutProxy(Redis.Port) : null;
        var busLink = new CutProxy(RabbitMq.Port);
        var workers = kind == ServiceKind.Extractor ? Extractors : Projectors;
        var worker = new Worker(new ServiceProcess(kind, SettingsOf(storeLink, busLink), $"{kind.ToString().ToLowerInvariant()} {workers.Count}"), storeLink, busLink);
        workers.Add(worker);
        return worker;
    }

    /// <summary>kill -9; of the first where there are several.</summary>
    public Task KillAsync(Victim victim) => victim switch
    {
        Victim.Redis => Redis.KillAsync(),
        Victim.RabbitMq => RabbitMq.KillAsync(),
        _ => ServiceOf(victim).KillAsync(),
    };

    /// <summary>Starts it again, with what it had written where it is a server; returns when it serves.</summary>
    public Task RestartAsync(Victim victim) => victim switch
    {
        Victim.Redis => Redis.StartAsync(),
        Victim.RabbitMq => RabbitMq.StartAsync(),
        _ => ServiceOf(victim).StartAsync(),
    };

    public async Task RemoveGatewayAsync(Gateway gateway)
    {
        Gateways.Remove(gateway);
        await gateway.DisposeAsync();
    }

    /// <summary>The sample corpus, uploaded once.</summary>
    public Task<Corpus> CorpusAsync(CancellationToken stop) => _corpus ??= Sample.UploadAsync(Gateway, stop);

    /// <summary>Puts right whatever a test did, for the next one.</summary>
    public async Task MendAsync()
    {
        if (_redis is not null) await MendStoreAsync(_redis);
        await RabbitMq.ContinueAsync();
        await RabbitMq.StartAsync();
        foreach (var worker in Workers) worker.Heal();
        foreach (var service in Services.Where(s => s.IsRunning)) service.Continue();
        await Task.WhenAll(Services.Select(s => s.StartAsync()));
        await Eventually.HoldsAsync(HasModelAsync, "the gateway knows the model", Patience, Logs);
        // A test that failed left its job; the workers would be at that.
        foreach (var job in (await Gateway.Jobs.ListJobsAsync(new ListJobsRequest())).Jobs) await EndAsync(job.JobId);
    }

    /// <summary>The test's own connection to the store.</summary>
    public async Task<ConnectionMultiplexer> ConnectAsync() => _options.Store is { } store
        ? await ConnectionMultiplexer.ConnectAsync($"{store},allowAdmin=true,connectTimeout=30000")
        : await Redis.ConnectAsync(_options.StoreAdministrator);

    /// <summary>Workers of the kind that does a stage.</summary>
    public List<Worker> WorkersOf(Stage stage) => stage == Stage.Projecting ? Projectors : Extractors;

    /// <summary>
    /// The middle of a stage: its workers stand still, with units begun and others waiting, and go on when what this returns is
    /// disposed, those that were not killed.
    /// </summary>
    public async Task<HeldWorkers> HoldAsync(JobRun run, Stage stage)
    {
        await (stage == Stage.Projecting ? run.ProjectingAsync(3) : run.ExtractingAsync(0.1));
        var held = new HeldWorkers(WorkersOf(stage));
        var job = await run.JobAsync();
        var (state, progress) = (stage == Stage.Projecting ? JobState.Projecting : JobState.Extracting, job.Stages.Single(s => s.Stage == stage));
        if (job.State == state && progress.Done < progress.Total) return held;
        held.Dispose();
        throw new InvalidOperationException($"{stage} is over already ({job.State}, {progress.Done} of {progress.Total}): the job is too small to be disturbed there");
    }

    /// <summary>What everything wrote of late.</summary>
    public string Logs() =>
        string.Join("\n", Services.Select(s => $"==== {s.Name} ====\n{s.Log.Tail(60)}")) +
        $"\n==== RabbitMQ ====\n{Tail(RabbitMq.Log)}\n==== Redis ====\n{Tail(_redis?.Log ?? "")}";

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in Workers) await worker.DisposeAsync();
        foreach (var gateway in Gateways) await gateway.DisposeAsync();
        if (_ownsRabbitMq && _rabbitMq is not null) await _rabbitMq.DisposeAsync();
        if (_redis is not null) await _redis.DisposeAsync();
    }

    private async Task StartAsync()
    {
        // The heartbeat decides how soon a worker that hangs is given up.
        var rabbitMq = _options.RabbitMq is { } there ? Task.FromResult(there) : RabbitMqServer.StartNewAsync(TimeSpan.FromSeconds(5));
        if (_options.Store is null) _redis = await RedisServer.StartNewAsync(_options.Redis);
        _rabbitMq = await rabbitMq;
        for (var i = 0; i < _options.Extractors; i++) Add(ServiceKind.Extractor);
        for (var i = 0; i < _options.Projectors; i++) Add(ServiceKind.Projector);
        await Task.WhenAll([AddGatewayAsync(), .. Workers.Select(w => w.Process.StartAsync())]);
        await Eventually.HoldsAsync(HasModelAsync, "the gateway knows the model", Patience, Logs);
    }

    private async Task EndAsync(string jobId)
    {
        await Gateway.Jobs.CancelJobAsync(new CancelJobRequest { JobId = jobId });
        await Eventually.HoldsAsync(
            async () => (await Gateway.Jobs.GetJobAsync(new GetJobRequest { JobId = jobId })).Job.State is JobState.Succeeded or JobState.Failed or JobState.Cancelled,
            $"job {jobId} ends", Patience, Logs);
        await Gateway.Jobs.DeleteJobAsync(new DeleteJobRequest { JobId = jobId });
    }

    private static async Task MendStoreAsync(RedisServer redis)
    {
        await redis.ContinueAsync();
        await redis.StartAsync();
        if (LocalServers.Installed) await redis.LimitFilesAsync(null);
        await using var connection = await redis.ConnectAsync();
        await connection.GetServers()[0].ConfigSetAsync("maxmemory", "0");
        // Only once it could write its file again does it take anything.
        await Eventually.HoldsAsync(() => TakesWritesAsync(connection.GetDatabase()), "Redis takes writes", Patience);
    }

    private static async Task<bool> TakesWritesAsync(IDatabase store)
    {
        try
        {
            return await store.StringSetAsync("mended", "") && await store.KeyDeleteAsync("mended");
        }
        catch (RedisServerException)
        {
            return false;
        }
    }

    private ServiceProcess ServiceOf(Victim victim) => victim switch
    {
        Victim.Extractor => Extractors[0].Process,
        Victim.Projector => Projectors[0].Process,
        _ => Gateway.Process,
    };

    private async Task<bool> HasModelAsync()
    {
        try
        {
            var models = await Gateway.Models.ListModelsAsync(new ListModelsRequest());
            return models.Models.Any(m => m.ModelId == Sample.Model);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable)
        {
            return false;
        }
    }

    private Dictionary<string, string> SettingsOf(CutProxy? storeLink, CutProxy? busLink, IReadOnlyDictionary<string, string>? more = null)
    {
        var settings = new Dictionary<string, string>
        {
            ["Store__Redis"] = StoreAddress(storeLink),
            ["Bus__RabbitMq"] = RabbitMq.Address(_options.VirtualHost, busLink?.Port),
            ["Bus__RescueAfter"] = "00:00:02",
            ["Worker__StorePatience"] = "00:00:05",
            ["Corpus__ShardSequences"] = $"{Sample.ShardSequences}",
            ["Extractor__Models__0"] = Checkout.At("models"),
            ["Extractor__Device"] = "Cpu",
            ["Extractor__Concurrency"] = "1",
            ["Projector__Concurrency"] = "1",
        };
        if (_redis?.Certificates is { } certificates) settings["Store__CaCertificate"] = certificates.Authority;
        foreach (var (key, value) in _options.Settings.Concat(more ?? new Dictionary<string, string>())) settings[key] = value;
        return settings;
    }

    private string StoreAddress(CutProxy? link) => _options.Store ?? $"{link?.Address ?? Redis.Address}{_options.StoreCredentials}";

    private static string Tail(string log) => string.Join('\n', log.Split('\n').TakeLast(20));
}
