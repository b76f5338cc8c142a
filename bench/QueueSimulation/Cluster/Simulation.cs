using AttentionViz.Bench.QueueSimulation.Engine;

namespace AttentionViz.Bench.QueueSimulation.Cluster;

/// <summary>
/// A cluster and the jobs that come to it. A unit goes over the bus to a worker, reads, computes and writes; each unit that
/// ends asks for the next of its job's window; the last of a kind begins the next kind.
/// </summary>
internal sealed class Simulation
{
    private static readonly Kind[] Kinds = Enum.GetValues<Kind>();

    private readonly Setup _setup;
    private readonly ulong _seed;
    private readonly BusQueue[][] _queues;
    private readonly Station[][] _buses;
    private readonly Station[] _nodes;
    private int _unfinished;

    public Simulation(Setup setup, ulong seed)
    {
        (_setup, _seed) = (setup, seed);
        Agenda = new Agenda();
        InSystem = new TimeAverage(Agenda);
        _nodes = [.. Enumerable.Range(0, setup.Servers.StoreNodes).Select(_ => new Station(Agenda))];
        _queues = [.. Kinds.Select(_ => Enum.GetValues<Priority>().Select(_ => new BusQueue(Agenda)).ToArray())];
        _buses = [.. Kinds.Select(_ => Enum.GetValues<Priority>().Select(_ => new Station(Agenda)).ToArray())];
        Figures = [.. Kinds.Select(_ => new PoolFigures(Agenda))];
        foreach (var kind in Kinds) Employ(kind);
    }

    public Agenda Agenda { get; }

    /// <summary>By <see cref="Kind"/>.</summary>
    public IReadOnlyList<PoolFigures> Figures { get; }

    public IReadOnlyList<Station> StoreNodes => _nodes;

    /// <summary>Jobs that have come and not ended.</summary>
    public TimeAverage InSystem { get; }

    /// <summary>Commands to the store.</summary>
    public double Commands { get; private set; }

    public IReadOnlyList<BusQueue> QueuesOf(Kind kind) => _queues[(int)kind];

    /// <summary>One for each queue.</summary>
    public IReadOnlyList<Station> BusesOf(Kind kind) => _buses[(int)kind];

    /// <summary>Runs until every job has ended.</summary>
    /// <param name="arrivals">By time.</param>
    /// <param name="at">Called when the job of that number comes.</param>
    public IReadOnlyList<JobRun> Run(IEnumerable<(double Time, JobSize Size)> arrivals, Action<int>? at = null)
    {
        var jobs = arrivals.Select((a, number) => new JobRun(number, a.Size, a.Time)).ToList();
        _unfinished = jobs.Count;
        foreach (var job in jobs)
        {
            Agenda.After(job.Arrived, () =>
            {
                at?.Invoke(job.Number);
                InSystem.Add(1);
                Open(job, Kind.Plan);
            });
        }

        // Crashes go on for ever.
        Agenda.Run(() => _unfinished == 0);
        return jobs;
    }

    private void Employ(Kind kind)
    {
        var pool = _setup.Of(kind);
        for (var w = 0; w < pool.Workers; w++)
        {
            var worker = new Worker(Agenda, pool, _setup.Rules, _queues[(int)kind], UseStore, Figures[(int)kind], Ended);
            worker.Start();
            if (_setup.Rules.CrashEvery > 0) PlanCrash(worker, ((ulong)kind << 32) + (uint)w, 0);
        }
    }

    private void PlanCrash(Worker worker, ulong which, ulong time)
    {
        var until = new Law(_setup.Rules.CrashEvery, Spread.Exponential).Draw(_seed ^ 0xC0FFEE, (which << 20) + time);
        // Counted from when it is back.
        Agenda.After(until + (time > 0 ? _setup.Rules.RepairSeconds : 0), () =>
        {
            worker.Crash();
            PlanCrash(worker, which, time + 1);
        });
    }

    private void UseStore(Unit unit, double seconds, Action done) => _nodes[unit.Job.Number % _nodes.Length].Use(seconds, done);

    private void Open(JobRun job, Kind kind)
    {
        (job.Asked, job.Done) = (0, 0);
        var units = job.Size.Of(kind).Units;
        if (units == 0)
        {
            Next(job, kind);
            return;
        }

        for (var window = _setup.Rules.WindowOf(_setup.Of(kind)); job.Asked < Math.Min(units, window);) Ask(job, kind);
    }

    private void Ask(JobRun job, Kind kind)
    {
        var index = job.Asked++;
        var seconds = job.Size.Of(kind).Seconds.Draw(_seed, ((ulong)job.Number << 32) + ((ulong)kind << 29) + (uint)index);
        var unit = new Unit(job, kind, index, seconds);
        var place = (int)job.Size.Priority;
        _buses[(int)kind][place].Use(_setup.Servers.BusSeconds, () => _queues[(int)kind][place].Publish(unit));
    }

    private void Ended(Unit unit)
    {
        var job = unit.Job;
        Commands += unit.Size.Commands;
        job.Done++;
        if (job.Asked < unit.Size.Units) Ask(job, unit.Kind);
        else if (job.Done == unit.Size.Units) Next(job, unit.Kind);
    }

    private void Next(JobRun job, Kind kind)
    {
        if (kind < Kind.Head)
        {
            Open(job, kind + 1);
            return;
        }

        job.Ended = Agenda.Now;
        InSystem.Add(-1);
        _unfinished--;
    }
}
