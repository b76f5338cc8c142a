using System.Text.RegularExpressions;
using AttentionViz.Gateway.Security;
using AttentionViz.Gateway.Tests.Fixtures;
using AttentionViz.Pipeline.Hosting;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Messages;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using Google.Protobuf;
using Grpc.Core;
using MassTransit;
using MassTransit.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace AttentionViz.Gateway.Tests.Security;

/// <summary>Provokes what nobody foresaw, then looks through every answer and every log.</summary>
public sealed class LeakTests
{
    private const string Folder = "/home/somebody/secret-models/bert";
    private const string Password = "correct-horse-battery";

    private static readonly Regex Leak = new(
        $@"secret-models|{Regex.Escape(AppContext.BaseDirectory.TrimEnd('/'))}|\bat AttentionViz\.|\bat System\.|\.cs:line|{Password}", RegexOptions.CultureInvariant);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StoreLost_EveryMethod_TellsNothing()
    {
        using var logs = new LogCapture();
        await using var keyed = await KeyedHost.StartAsync(logs: logs, storeTimeout: GatewayHost.LostStoreTimeout);
        keyed.Host.LoseStore();
        foreach (var method in Contract.Methods)
            Harmless(Said(await Contract.CallAsync(keyed.As(KeyedHost.Alice), method, method.InputType.Parser.ParseFrom(ByteString.Empty), Token)), method.Name);

        Assert.Contains(logs.Entries, e => e.Contains("the store does not answer", StringComparison.Ordinal));
        foreach (var entry in logs.Entries) Harmless(entry, "log");
    }

    [Fact]
    public async Task GatewayFails_AnswerAndLog_TellTypeAndNoTrace()
    {
        using var logs = new LogCapture();
        await using var host = new GatewayHost([], logs);
        await host.InitializeAsync();
        var job = await host.SubmitAsync();
        await host.Get<IConnectionMultiplexer>().GetDatabase().HashSetAsync(Keys.Job(job.JobId), "spec", "not a message");

        var e = await Assert.ThrowsAsync<RpcException>(async () => await host.Jobs.GetJobAsync(new GetJobRequest { JobId = job.JobId }, cancellationToken: Token));

        Assert.Equal(StatusCode.Internal, e.StatusCode);
        Harmless(Said(e), "answer");
        Assert.Contains(logs.Entries, entry => entry.Contains("InvalidProtocolBufferException", StringComparison.Ordinal));
        foreach (var entry in logs.Entries) Harmless(entry, "log");
    }

    [Fact]
    public async Task WorkerFails_FailureAndLog_HoldNoPath()
    {
        using var logs = new LogCapture();
        await using var host = new GatewayHost([], logs);
        await host.InitializeAsync();
        var (unforeseen, foreseen) = (await host.SubmitAsync(), await host.SubmitAsync());
        using var watch = host.Jobs.WatchJob(new WatchJobRequest { JobId = unforeseen.JobId }, cancellationToken: Token);
        Assert.True(await watch.ResponseStream.MoveNext(Token));

        var cause = new FaultExceptionInfo(new IOException($"Could not find '{Folder}/model.onnx', password={Password}"));
        await host.Get<IBus>().Publish<MassTransit.Fault<ExtractShard>>(new { Message = new ExtractShard(unforeseen.JobId, 3), Exceptions = new ExceptionInfo[] { cause } }, Token);
        Harmless($"{(await watch.ReadAllAsync())[^1].StateChange.Failure}", "event");
        await host.Get<JobFlow>().FailAsync(foreseen.JobId, new JobFaultException(JobFaultException.FailedPrecondition, "MODEL_UNUSABLE", $"{Folder}/model.onnx ends too early").ToFailure("plan"));
        var failure = (await host.Jobs.GetJobAsync(new GetJobRequest { JobId = foreseen.JobId }, cancellationToken: Token)).Job.Failure;

        Assert.Equal("model.onnx ends too early", failure.Message);
        Assert.Contains(logs.Entries, e => e.Contains("Could not find 'model.onnx'", StringComparison.Ordinal));
        foreach (var entry in logs.Entries) Harmless(entry, "log");
    }

    [Fact]
    public async Task Keys_RightAndWrong_AreInNoLog()
    {
        using var logs = new LogCapture();
        var wrong = ApiKeyText.Create();
        await using (var keyed = await KeyedHost.StartAsync(logs: logs))
        {
            await new ModelService.ModelServiceClient(keyed.As(KeyedHost.Alice)).ListModelsAsync(new ListModelsRequest(), cancellationToken: Token);
            var e = await Assert.ThrowsAsync<RpcException>(async () => await new ModelService.ModelServiceClient(keyed.As(wrong, "x-api-key")).ListModelsAsync(new ListModelsRequest(), cancellationToken: Token));
            Assert.DoesNotContain(wrong, e.ToString(), StringComparison.Ordinal);
        }

        foreach (var entry in logs.Entries)
        {
            foreach (var key in new[] { wrong, KeyedHost.Alice, ApiKeyText.HashOf(KeyedHost.Alice) }) Assert.DoesNotContain(key, entry, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Store:Redis", "127.0.0.1:1,password=a," + Password + "=b")]
    [InlineData("Bus:RabbitMq", "rabbit:user:" + Password + "@host")]
    public void Start_SettingWithAPasswordInIt_IsRefusedWithoutRepeatingIt(string name, string value)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Store:Redis"] = "127.0.0.1:1", [name] = value });
        builder.AddPipeline();
        builder.AddGateway();

        var e = Assert.ThrowsAny<Exception>(() => builder.Build().Services.GetRequiredService<IConnectionMultiplexer>());

        Assert.Contains(name, e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Password, e.ToString(), StringComparison.Ordinal);
    }

    /// <summary>What the server said; the exception itself holds the client's own trace.</summary>
    private static string Said(RpcException? e) => e is null ? "" : $"{e.Status.Detail} {e.GetRpcStatus()} {string.Join(' ', e.Trailers.Select(t => t.IsBinary ? System.Text.Encoding.Latin1.GetString(t.ValueBytes) : t.Value))}";

    private static void Harmless(string text, string where)
    {
        var found = Leak.Match(text);
        Assert.False(found.Success, $"{where}: '{found.Value}' in: {text}");
    }
}
