namespace AttentionViz.Bench.QueueSimulation.Cluster;

/// <summary>Kinds of units, in the order that a job goes through them.</summary>
internal enum Kind
{
    Plan,
    Shard,
    Head,
}

/// <summary>In the order in which a worker takes them.</summary>
internal enum Priority
{
    High,
    Normal,
    Low,
}

/// <summary>The workers that take one kind of unit.</summary>
/// <param name="Slots">Units that a worker is at.</param>
/// <param name="Engines">Units of them that compute; the others read or write.</param>
internal sealed record Pool(int Workers, int Slots, int Engines)
{
    public int AllSlots => Workers * Slots;

    public int AllEngines => Workers * Engines;
}

/// <summary>How units are handed out.</summary>
internal sealed record Rules
{
    /// <summary>A job has at most this many times the slots of its workers in the queue or at work; null = all its units at once.</summary>
    public double? Window { get; init; } = 4;

    /// <summary>But never less than this.</summary>
    public int LeastWindow { get; init; } = 16;

    /// <summary>Messages that a worker holds of each queue beyond its slots.</summary>
    public int Spare { get; init; } = 1;

    /// <summary>Units of a higher priority that pass one of a lower that a worker holds.</summary>
    public int MostPassed { get; init; } = 16;

    /// <summary>Mean seconds from one crash of a worker to the next; 0 = never.</summary>
    public double CrashEvery { get; init; }

    /// <summary>Seconds until a worker that crashed takes messages again.</summary>
    public double RepairSeconds { get; init; } = 30;

    /// <summary>Units of a job that may be in the queue or at work.</summary>
    public int WindowOf(Pool pool) => Window is { } factor ? (int)Math.Max(LeastWindow, factor * pool.AllSlots) : int.MaxValue;
}

/// <summary>Store and bus, which all workers share.</summary>
/// <param name="StoreNodes">Servers of the store; all keys of a job lie on one.</param>
/// <param name="BusSeconds">What a queue takes for a message, published, delivered and acknowledged.</param>
internal sealed record Servers(int StoreNodes, double BusSeconds);

/// <summary>A cluster: a pool for each kind.</summary>
internal sealed record Setup(Pool Plan, Pool Shard, Pool Head, Rules Rules, Servers Servers)
{
    public Pool Of(Kind kind) => kind switch
    {
        Kind.Plan => Plan,
        Kind.Shard => Shard,
        _ => Head,
    };
}
