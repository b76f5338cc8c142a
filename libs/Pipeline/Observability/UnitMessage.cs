using System.Diagnostics;
using MassTransit;

namespace AttentionViz.Pipeline.Observability;

/// <summary>What the message tells that is being consumed, for those within who do not see it.</summary>
/// <param name="sent">When it was sent, by the sender's clock.</param>
/// <param name="askedBy">The span that sent it; default where it is not known.</param>
internal sealed class UnitMessage(DateTimeOffset? sent, ActivityContext askedBy)
{
    private static readonly AsyncLocal<UnitMessage?> Ambient = new();
    private DateTimeOffset? _sent = sent;

    public static UnitMessage? Current => Ambient.Value;

    public ActivityContext AskedBy => askedBy;

    /// <summary>Seconds since it was sent, once: a retry within the worker has not waited in a queue. Null after that, and where it is not known.</summary>
    public double? TakeWait(TimeProvider clock)
    {
        var wait = clock.GetUtcNow() - _sent;
        _sent = null;
        // The clocks of two machines differ.
        return wait is { } known ? Math.Max(0, known.TotalSeconds) : null;
    }

    /// <summary>Makes it known to what comes behind.</summary>
    public sealed class Filter : IFilter<ConsumeContext>
    {
        public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
        {
            var asked = context.Headers.TryGetHeader(TraceHeaders.AskedBy, out var header) && ActivityContext.TryParse(header as string, null, isRemote: true, out var by) ? by : default;
            Ambient.Value = new UnitMessage(context.SentTime is { } sent ? new DateTimeOffset(sent.ToUniversalTime()) : null, asked);
            await next.Send(context);
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("unit-message");
    }
}
