using System.Diagnostics;
using AttentionViz.Pipeline.Messages;
using MassTransit;
using MassTransit.Logging;

namespace AttentionViz.Pipeline.Observability;

/// <summary>
/// Sends a message that asks for a unit as a child of the job's submission, not of whatever happened to send it. The shard that was
/// the last to end asks for every head, and any shard that ends asks for another: as its children they would make a chain as long as the job and
/// tell of a cause that is none. Who asked is told in a link.
/// </summary>
internal static class TraceHeaders
{
    /// <summary>W3C traceparent of the span that sent a message.</summary>
    public const string AskedBy = "attentionviz-asked-by";

    /// <summary>To be called once for each bus.</summary>
    public static void UseTraces(this IBusFactoryConfigurator bus)
    {
        bus.UseFilter(new UnitMessage.Filter());
        bus.ConfigurePublish(publish => publish.UseExecute(Mark));
    }

    private static void Mark(PublishContext context)
    {
        if (JobTrace.Current is not { Length: > 0 } trace || !AsksForUnit(context)) return;
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } && id != trace) context.Headers.Set(AskedBy, id);
        context.Headers.Set(DiagnosticHeaders.ActivityId, trace);
    }

    private static bool AsksForUnit(PublishContext context) =>
        context.TryGetPayload<PublishContext<PlanJob>>(out _) || context is PublishContext<PlanJob> or PublishContext<ExtractShard> or PublishContext<ProjectHead>;
}
