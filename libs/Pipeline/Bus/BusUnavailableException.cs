namespace AttentionViz.Pipeline.Bus;

/// <summary>The bus did not take a message within the time given; it may be there soon.</summary>
public sealed class BusUnavailableException(Exception cause) : Exception("the message bus does not answer", cause);
