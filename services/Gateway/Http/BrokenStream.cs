namespace AttentionViz.Gateway.Http;

/// <summary>
/// A stream that failed after its first message has said 200 already. Its last line tells the error;
/// the answer is then left without an end, so that nobody between takes it for whole and keeps it.
/// </summary>
internal sealed class BrokenStream(string method) : Exception($"{method} failed after its first message; the last line of the answer says why")
{
    private static readonly object Key = new();

    public static void Mark(HttpContext context, string method) => context.Items[Key] = method;

    /// <summary>The server closes a connection whose request ends in an exception, once what was written is sent.</summary>
    public static void ThrowIfMarked(HttpContext context)
    {
        if (context.Items.TryGetValue(Key, out var method)) throw new BrokenStream($"{method}");
    }
}
