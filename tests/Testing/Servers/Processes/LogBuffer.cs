namespace AttentionViz.Testing.Servers.Processes;

/// <summary>The last lines a process wrote, and whether something was ever said.</summary>
/// <param name="capacity">Most lines kept.</param>
public sealed class LogBuffer(int capacity = 4000)
{
    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();

    public void Add(string line)
    {
        lock (_gate)
        {
            _lines.Enqueue(line);
            if (_lines.Count > capacity) _lines.Dequeue();
        }
    }

    public bool Contains(string text)
    {
        lock (_gate) return _lines.Any(line => line.Contains(text, StringComparison.Ordinal));
    }

    /// <summary>Lines that hold a text, oldest first.</summary>
    public IReadOnlyList<string> LinesWith(string text)
    {
        lock (_gate) return [.. _lines.Where(line => line.Contains(text, StringComparison.Ordinal))];
    }

    /// <summary>The last so many lines.</summary>
    public string Tail(int lines = int.MaxValue)
    {
        lock (_gate) return string.Join('\n', _lines.TakeLast(lines));
    }
}
