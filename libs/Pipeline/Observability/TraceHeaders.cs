using System.Diagnostics;
using AttentionViz.Pipeline.Messages;
using MassTransit;

namespace AttentionViz.Pipeline.Observability;

/// <summary>What messages tell besides what MassTransit has them tell.</summary>
internal static class TraceHeaders
{
    /// <summary>W3C traceparent of the span that asks for a unit.</summary>
    public const string AskedBy = "attentionviz-asked-by";

    /// <summary>To be called once for each bus.</summary>
    public static void UseTraces(this IBusFactoryConfigurator bus)
    {
        bus.UseFilter(new UnitMessage.Filter());
        bus.ConfigurePublish(publish => publish.UseExecute(Mark));
    }

    private static void Mark(PublishContext context)
    {
        if (context is PublishContext<IUnitMessage> && Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id }) context.Headers.Set(AskedBy, id);
    }
}
