using AttentionViz.Bench.QueueSimulation.Engine;

namespace AttentionViz.Bench.QueueSimulation.Cluster;

/// <summary>
/// A worker: takes from the queue of each priority what it may hold, lets the highest priority in first (one that was passed
/// often enough comes next all the same), reads, computes, writes. When it crashes, what it held goes back.
/// </summary>
internal sealed class Worker(Agenda agenda, Pool pool, Rules rules, BusQueue[] queues, Action<Unit, double, Action> useStore, PoolFigures figures, Action<Unit> ended)
{
    private readonly LinkedList<Held>[] _waiting = [.. queues.Select(_ => new LinkedList<Held>())];
    private readonly int[] _passed = new int[queues.Length];
    private readonly List<Held> _running = [];
    private readonly Queue<Held> _beforeEngine = new();
    private BusQueue.Consumer[] _consumers = [];
    private int _engines = pool.Engines;

    public void Start() => _consumers = [.. queues.Select((queue, p) => queue.Subscribe(pool.Slots + rules.Spare, (_, unit) => Receive(p, unit)))];

    /// <summary>Loses all it is at; takes messages again after a while.</summary>
    public void Crash()
    {
        foreach (var held in _running)
        {
            held.IsLost = true;
            if (!double.IsNaN(held.EngineSince)) figures.Lose(agenda.Now - held.EngineSince);
        }

        for (var p = 0; p < queues.Length; p++)
        {
            var back = _running.Where(h => h.Place == p).Concat(_waiting[p]).Select(h => h.Unit).ToList();
            _waiting[p].Clear();
            queues[p].Lose(_consumers[p], back);
        }

        _running.Clear();
        _beforeEngine.Clear();
        (_consumers, _engines) = ([], pool.Engines);
        agenda.After(rules.RepairSeconds, Start);
    }

    private void Receive(int place, Unit unit)
    {
        _waiting[place].AddLast(new Held(unit, place));
        Fill();
    }

    private void Fill()
    {
        while (_running.Count < pool.Slots && Next() is { } place)
        {
            var held = _waiting[place].First!.Value;
            _waiting[place].RemoveFirst();
            for (var lower = place + 1; lower < _waiting.Length; lower++) _passed[lower] = _waiting[lower].Count > 0 ? _passed[lower] + 1 : 0;
            _passed[place] = 0;
            _running.Add(held);
            figures.Waits.Add(agenda.Now - held.Unit.Published);
            useStore(held.Unit, held.Unit.Size.Reading, () => Compute(held));
        }
    }

    private int? Next()
    {
        for (var place = _waiting.Length - 1; place > 0; place--)
            if (_waiting[place].Count > 0 && _passed[place] >= rules.MostPassed) return place;
        var first = Array.FindIndex(_waiting, w => w.Count > 0);
        return first < 0 ? null : first;
    }

    private void Compute(Held held)
    {
        if (held.IsLost) return;
        if (_engines == 0)
        {
            _beforeEngine.Enqueue(held);
            return;
        }

        _engines--;
        held.EngineSince = agenda.Now;
        figures.Busy.Add(1);
        agenda.After(held.Unit.Seconds, () => Write(held));
    }

    private void Write(Held held)
    {
        if (held.IsLost) return;
        held.EngineSince = double.NaN;
        _engines++;
        figures.Busy.Add(-1);
        if (_beforeEngine.TryDequeue(out var next)) Compute(next);
        useStore(held.Unit, held.Unit.Size.Writing, () => End(held));
    }

    private void End(Held held)
    {
        if (held.IsLost) return;
        _running.Remove(held);
        figures.Done++;
        ended(held.Unit);
        queues[held.Place].Acknowledge(_consumers[held.Place]);
        Fill();
    }

    private sealed class Held(Unit unit, int place)
    {
        public Unit Unit => unit;

        /// <summary>Queue it came from.</summary>
        public int Place => place;

        /// <summary>When it began to compute; NaN while it does not.</summary>
        public double EngineSince { get; set; } = double.NaN;

        public bool IsLost { get; set; }
    }
}
