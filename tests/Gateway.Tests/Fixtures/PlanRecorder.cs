using AttentionViz.Pipeline.Messages;
using MassTransit;

namespace AttentionViz.Gateway.Tests.Fixtures;

/// <summary>Keeps account of the jobs that workers were asked to plan.</summary>
public sealed class PlanRecorder
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _asked = [];

    public void Record(string jobId)
    {
        lock (_lock) _asked[jobId] = _asked.GetValueOrDefault(jobId) + 1;
    }

    public int CountOf(string jobId)
    {
        lock (_lock) return _asked.GetValueOrDefault(jobId);
    }
}

/// <summary>Takes planning messages off the bus and leaves the jobs as they are.</summary>
public sealed class PlanConsumer(PlanRecorder recorder) : IConsumer<PlanJob>
{
    public Task Consume(ConsumeContext<PlanJob> context)
    {
        recorder.Record(context.Message.JobId);
        return Task.CompletedTask;
    }
}
