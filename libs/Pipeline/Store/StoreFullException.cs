namespace AttentionViz.Pipeline.Store;

/// <summary>The store has no memory left for a write, or had none for an earlier one of the job; nothing was written.</summary>
public sealed class StoreFullException() : Exception("the store is full");

/// <summary>A transaction was not carried out for a reason that passes by itself.</summary>
public sealed class StoreBusyException(string reason, Exception? cause = null) : Exception($"the store does not write at the moment: {reason}", cause);
