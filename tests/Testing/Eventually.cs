using System.Diagnostics;

namespace AttentionViz.Testing;

/// <summary>Waits for conditions that another thread or process brings about.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns once <paramref name="condition"/> holds; throws after 30 seconds.</summary>
    /// <param name="what">Said in the error.</param>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string what, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(LookEvery);
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(since) > Patience) throw new TimeoutException($"after {Patience.TotalSeconds} s it still does not hold that {what}");
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
