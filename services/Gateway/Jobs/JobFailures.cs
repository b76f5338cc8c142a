using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Store;

namespace AttentionViz.Gateway.Jobs;

/// <summary>Ends jobs whose units are given up, however long the store takes to come back.</summary>
public sealed class JobFailures(JobFlow flow, TimeProvider clock)
{
    // RabbitMQ takes a message back from whoever holds it for half an hour.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    public Task FailAsync(string jobId, string unit, string reason, string message, CancellationToken cancellationToken)
    {
        var failure = new JobFaultException(JobFaultException.Internal, reason, message).ToFailure(unit);
        return WhenReachedAsync(() => flow.FailAsync(jobId, failure), cancellationToken);
    }

    /// <summary>Calls again while the store is out of reach.</summary>
    public async Task<T> WhenReachedAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        var patience = new Patience(Patience, clock);
        while (true)
        {
            try
            {
                return await call();
            }
            catch (Exception e) when (StoreFaults.IsOutage(e) && !patience.IsOver)
            {
                await patience.WaitAsync(cancellationToken);
            }
        }
    }
}
