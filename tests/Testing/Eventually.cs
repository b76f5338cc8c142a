using System.Diagnostics;

namespace AttentionViz.Testing;

/// <summary>Waits for conditions that another thread or process brings about.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns once <paramref name="condition"/> holds; throws after 30 seconds.</summary>
    /// <param name="what">Said in the error.</param>
    public static Task HoldsAsync(Func<Task<bool>> condition, string what, CancellationToken cancellationToken) =>
        HoldsAsync(condition, what, Patience, null, cancellationToken);

    /// <summary>Returns once <paramref name="condition"/> holds; throws when patience ends.</summary>
    /// <param name="what">Said in the error.</param>
    /// <param name="more">Added to the error: what might tell why.</param>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string what, TimeSpan patience, Func<string>? more = null, CancellationToken cancellationToken = default)
    {
        var since = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(LookEvery);
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(since) > patience)
                throw new TimeoutException($"after {patience.TotalSeconds} s it still does not hold that {what}{(more is null ? "" : $"\n{more()}")}");
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
