using AttentionViz.Gateway.Atlases;
using AttentionViz.Gateway.Tests.Fixtures;

namespace AttentionViz.Gateway.Tests.Atlases;

public sealed class HeadWorkTests
{
    [Fact]
    public async Task RunAsync_ManyCallers_WorkOnAsManyHeadsAsThereAreCores()
    {
        using var work = new HeadWork();
        var (now, most) = (0, 0);
        async Task<int> Square(int item, CancellationToken stop)
        {
            var working = Interlocked.Increment(ref now);
            for (var seen = Volatile.Read(ref most); working > seen && Interlocked.CompareExchange(ref most, working, seen) != seen; seen = Volatile.Read(ref most))
            {
                // Someone else raised it meanwhile.
            }

            await Task.Yield();
            Interlocked.Decrement(ref now);
            return item * item;
        }

        int[] items = [.. Enumerable.Range(0, 50)];
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => work.RunAsync(items, Square, Calls.Token)));

        Assert.All(answers, a => Assert.Equal(items.Select(i => i * i), a));
        Assert.InRange(most, 1, Environment.ProcessorCount);
    }

    [Fact]
    public async Task RunAsync_OneHeadFails_EndsWithItsError()
    {
        using var work = new HeadWork();
        await Assert.ThrowsAsync<InvalidDataException>(() => work.RunAsync<int, int>(
            [1, 2, 3, 4], (item, _) => item == 2 ? throw new InvalidDataException() : Task.FromResult(item), Calls.Token));
    }

    [Fact]
    public async Task RunAsync_Cancelled_StopsBetweenHeads()
    {
        using var work = new HeadWork();
        using var stop = new CancellationTokenSource();
        var begun = 0;
        int[] items = [.. Enumerable.Range(0, 1000)];

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work.RunAsync(
            items,
            async (item, token) =>
            {
                if (Interlocked.Increment(ref begun) < 3) return item;
                await stop.CancelAsync();
                await Task.Delay(Timeout.Infinite, token);
                return item;
            },
            stop.Token));

        Assert.InRange(begun, 3, 3 + Environment.ProcessorCount);
    }
}
