namespace AttentionViz.Gateway.Caching;

/// <summary>Something read for the cache.</summary>
/// <param name="Value">Never changed from then on: every caller gets the same object.</param>
/// <param name="Bytes">Memory it takes, estimated from above where it is not an array.</param>
internal sealed record Loaded<T>(T Value, long Bytes) where T : class;
