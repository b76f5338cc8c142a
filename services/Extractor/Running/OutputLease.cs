namespace AttentionViz.Extractor.Running;

/// <summary>Keeps the outputs of a run alive while any view of them is in use.</summary>
internal sealed class OutputLease(IDisposable outputs) : IDisposable
{
    private int _uses = 1;

    /// <summary>One more user; each calls <see cref="Dispose"/> once.</summary>
    public OutputLease Share()
    {
        Interlocked.Increment(ref _uses);
        return this;
    }

    public void Dispose()
    {
        if (Interlocked.Decrement(ref _uses) == 0) outputs.Dispose();
    }
}
