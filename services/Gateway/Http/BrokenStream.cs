namespace AttentionViz.Gateway.Http;

/// <summary>
/// A stream that failed after its first message has said 200 already. Its last line tells the error;
/// the connection is then broken off, so that nobody between takes the body for whole and keeps it.
/// </summary>
internal static class BrokenStream
{
    public static readonly object Key = new();

    public static async Task EndAsync(HttpContext context)
    {
        if (!context.Items.ContainsKey(Key)) return;
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }
}
