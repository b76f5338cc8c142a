namespace AttentionViz.Extractor.Models.Hub.Http;

/// <summary>Tries again after faults that may pass, with growing pauses, as long as there is headway.</summary>
internal sealed class Retries(HubOptions options, TimeProvider clock)
{
    /// <summary>Bytes that make a failed try count as headway.</summary>
    private const long Headway = 1 << 20;

    /// <param name="reached">Bytes had so far.</param>
    /// <exception cref="HubException">The last fault.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, Func<long> reached, CancellationToken cancellationToken)
    {
        var (failures, before) = (0, reached());
        while (true)
        {
            try
            {
                return await work(cancellationToken);
            }
            catch (HubException e) when (e.Transient)
            {
                var now = reached();
                if (now - before >= Headway) (failures, before) = (0, now);
                if (++failures >= options.Attempts) throw new HubException(e.Fault, $"{e.Message} (tried {failures} times)", e);
                await Task.Delay(Pause(failures, e.RetryAfter), clock, cancellationToken);
            }
        }
    }

    private TimeSpan Pause(int failures, TimeSpan? asked)
    {
        var own = options.FirstPause * Math.Pow(2, failures - 1);
        var wanted = asked > own ? asked.Value : own;
        return wanted < options.LongestPause ? wanted : options.LongestPause;
    }
}
