using AttentionViz.Bench.QueueSimulation.Engine;

namespace AttentionViz.Bench.QueueSimulation.Cluster;

/// <summary>
/// A queue on the bus: first in, first out, to the consumers in turn, to each no more than it may hold. What a consumer
/// held that is gone comes back to the front.
/// </summary>
internal sealed class BusQueue(Agenda agenda)
{
    private readonly LinkedList<Unit> _units = new();
    private readonly Queue<Consumer> _ready = new();

    /// <summary>Messages that no consumer holds.</summary>
    public TimeAverage Length { get; } = new(agenda);

    public Consumer Subscribe(int prefetch, Action<Consumer, Unit> receive)
    {
        var consumer = new Consumer(prefetch, receive) { IsInTurn = true };
        _ready.Enqueue(consumer);
        Dispatch();
        return consumer;
    }

    public void Publish(Unit unit)
    {
        unit.Published = agenda.Now;
        _units.AddLast(unit);
        Length.Add(1);
        Dispatch();
    }

    /// <summary>The consumer is done with one.</summary>
    public void Acknowledge(Consumer consumer)
    {
        consumer.Held--;
        if (!consumer.IsInTurn)
        {
            consumer.IsInTurn = true;
            _ready.Enqueue(consumer);
        }

        Dispatch();
    }

    /// <param name="held">What it held, as it came.</param>
    public void Lose(Consumer consumer, IEnumerable<Unit> held)
    {
        consumer.IsGone = true;
        foreach (var unit in held.Reverse())
        {
            _units.AddFirst(unit);
            Length.Add(1);
        }

        Dispatch();
    }

    private void Dispatch()
    {
        while (_units.First is { } first && _ready.TryDequeue(out var consumer))
        {
            if (consumer.IsGone) continue;
            _units.RemoveFirst();
            Length.Add(-1);
            consumer.Held++;
            consumer.IsInTurn = consumer.Held < consumer.Prefetch;
            if (consumer.IsInTurn) _ready.Enqueue(consumer);
            consumer.Receive(consumer, first.Value);
        }
    }

    internal sealed class Consumer(int prefetch, Action<Consumer, Unit> receive)
    {
        public int Prefetch => prefetch;

        public Action<Consumer, Unit> Receive => receive;

        public int Held { get; set; }

        public bool IsInTurn { get; set; }

        public bool IsGone { get; set; }
    }
}
