using AttentionViz.Pipeline.Messages;
using MassTransit;
using Microsoft.Extensions.Hosting;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>A gate for the units that come over the bus. Once the process is to stop it lets none in: what waits goes back into its queue.</summary>
/// <param name="slots">Units that may run at once.</param>
public abstract class UnitGate(int slots, IHostApplicationLifetime lifetime, TimeProvider clock) : PriorityGate(slots)
{
    // By then the bus delivers no more to this process, which would only be handed on again.
    private static readonly TimeSpan UntilBusStops = TimeSpan.FromSeconds(1);

    public async Task RunAsync<T, TPriority>(ConsumeContext<T> context, Func<UnitCall, Task> unit)
        where T : class, IUnitMessage
        where TPriority : IPriority
    {
        var call = UnitCall.Of(context);
        using var closing = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, context.CancellationToken);
        var entered = false;
        try
        {
            closing.Token.ThrowIfCancellationRequested();
            await RunAsync(
                TPriority.Value,
                () =>
                {
                    entered = true;
                    return unit(call);
                },
                closing.Token);
        }
        catch (OperationCanceledException) when (!entered)
        {
            await Task.Delay(UntilBusStops, clock, CancellationToken.None);
            await call.HandOnAsync(begun: false);
        }
    }
}
