using Google.Protobuf;

namespace AttentionViz.Conformance.Tests.Cases;

/// <summary>A call that every way in must answer alike.</summary>
/// <param name="Method">Service and method: "JobService.GetJob".</param>
/// <param name="Requests">What is sent; made anew for each way, for calls that use up what they are about.</param>
internal sealed record Case(string Method, string What, Func<World, CancellationToken, Task<IMessage[]>> Requests)
{
    public Case(string method, string what, Func<World, IMessage> request)
        : this(method, what, (world, _) => Task.FromResult<IMessage[]>([request(world)])) { }

    public string Name => $"{Method}: {What}";

    /// <summary>Clears what differs from call to call: ids of what was just made, times, measured rates.</summary>
    public Action<IMessage> Settle { get; init; } = _ => { };

    /// <summary>Clears it in messages of one type.</summary>
    public Case Without<T>(Action<T> clear) where T : IMessage => this with { Settle = message => clear((T)message) };
}
