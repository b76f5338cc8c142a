namespace AttentionViz.Bench.QueueSimulation.Engine;

/// <summary>A number that changes, and its mean over time.</summary>
internal sealed class TimeAverage(Agenda agenda)
{
    private double _since;
    private double _sum;
    private double _from;

    public double Value { get; private set; }

    public double Most { get; private set; }

    public double Mean => agenda.Now > _from ? (_sum + (Value * (agenda.Now - _since))) / (agenda.Now - _from) : Value;

    public void Add(double change)
    {
        _sum += Value * (agenda.Now - _since);
        _since = agenda.Now;
        Value += change;
        Most = Math.Max(Most, Value);
    }

    /// <summary>Forgets what was until now.</summary>
    public void Restart() => (_sum, _since, _from, Most) = (0, agenda.Now, agenda.Now, Value);
}
