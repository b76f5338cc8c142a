using AttentionViz.V1;

namespace AttentionViz.Pipeline.Messages;

/// <summary>
/// Priority as a type argument of a message: messages of each priority have a queue of their own, on every bus, so that a
/// worker sees work of a high priority however much of a low one waits.
/// </summary>
public interface IPriority
{
    static abstract JobPriority Value { get; }
}

public sealed class Low : IPriority
{
    public static JobPriority Value => JobPriority.Low;
}

public sealed class Normal : IPriority
{
    public static JobPriority Value => JobPriority.Normal;
}

public sealed class High : IPriority
{
    public static JobPriority Value => JobPriority.High;
}
