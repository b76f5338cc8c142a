using System.Collections;
using System.Globalization;
using AttentionViz.Pipeline.Jobs;

namespace AttentionViz.Pipeline.Observability;

/// <summary>What every line that is logged within a unit bears: job, unit, and layer and head or shard.</summary>
internal sealed class UnitScope : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly List<KeyValuePair<string, object?>> _values;

    public UnitScope(string jobId, string unit)
    {
        _values = [new("job.id", jobId), new("job.unit", unit)];
        var words = unit.Split(' ');
        if (words is ["shard", var shard]) Add("shard", shard);
        if (JobUnit.Kind(unit) != "head" || words is not [['L', .. var layer], ['H', .. var head]]) return;
        Add("layer", layer);
        Add("head", head);
    }

    public int Count => _values.Count;

    public KeyValuePair<string, object?> this[int index] => _values[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // What formatters without a way for values print.
    public override string ToString() => string.Join(' ', _values.Select(v => $"{v.Key}:{v.Value}"));

    private void Add(string name, string number)
    {
        if (int.TryParse(number, CultureInfo.InvariantCulture, out var value)) _values.Add(new(name, value));
    }
}
