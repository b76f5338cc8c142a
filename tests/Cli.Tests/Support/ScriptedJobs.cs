using AttentionViz.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AttentionViz.Cli.Tests.Support;

/// <summary>A gateway that breaks every watch after one event of progress, until the job has ended.</summary>
internal sealed class ScriptedJobs : JobService.JobServiceBase
{
    private const int Events = 4;

    /// <summary>What each watch asked to resume after.</summary>
    public List<long> ResumedAfter { get; } = [];

    /// <summary>The "authorization" of each watch; null = none.</summary>
    public List<string?> Authorizations { get; } = [];

    public static async Task<WebApplication> StartAsync(ScriptedJobs jobs)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(jobs);
        var app = builder.Build();
        app.MapGrpcService<ScriptedJobs>();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    public override async Task WatchJob(WatchJobRequest request, IServerStreamWriter<WatchJobResponse> responseStream, ServerCallContext context)
    {
        ResumedAfter.Add(request.AfterSequence);
        Authorizations.Add(context.RequestHeaders.GetValue("authorization"));
        var sequence = request.AfterSequence;
        await responseStream.WriteAsync(new WatchJobResponse { Sequence = sequence, Snapshot = new Job { JobId = request.JobId, State = JobState.Projecting } });
        sequence++;
        if (sequence == Events)
        {
            await responseStream.WriteAsync(new WatchJobResponse { Sequence = sequence, StateChange = new JobStateChange { State = JobState.Succeeded } });
            return;
        }

        var progress = new StageProgress { Stage = Stage.Projecting, Done = sequence, Total = Events };
        await responseStream.WriteAsync(new WatchJobResponse { Sequence = sequence, Progress = progress });
        throw new RpcException(new Status(StatusCode.Unavailable, "restarting"));
    }

    public override Task<GetJobResponse> GetJob(GetJobRequest request, ServerCallContext context) =>
        Task.FromResult(new GetJobResponse { Job = new Job { JobId = request.JobId, State = JobState.Projecting } });
}
