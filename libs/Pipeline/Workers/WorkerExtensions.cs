using AttentionViz.Pipeline.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AttentionViz.Pipeline.Workers;

public static class WorkerExtensions
{
    /// <summary>Announces the slots of a gate while the process takes units.</summary>
    public static IServiceCollection AddWorkerSlots<TGate>(this IServiceCollection services, WorkerKind kind) where TGate : PriorityGate =>
        services.AddSingleton<IHostedService>(s => ActivatorUtilities.CreateInstance<SlotAnnouncer>(s, kind, s.GetRequiredService<TGate>()));
}
