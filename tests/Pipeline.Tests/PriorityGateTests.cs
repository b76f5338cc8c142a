using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;

namespace AttentionViz.Pipeline.Tests;

public sealed class PriorityGateTests
{
    private readonly PriorityGate _gate = new(1);
    private readonly List<string> _ran = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_SlotBusy_TakesTheHighestFirstAndEachAsItCame()
    {
        var (busy, first) = Hold();
        var all = new List<Task> { first };
        foreach (var (priority, name) in new[] { (JobPriority.Low, "l1"), (JobPriority.Normal, "n1"), (JobPriority.High, "h1"), (JobPriority.Normal, "n2"), (JobPriority.High, "h2") })
            all.Add(RunAsync(priority, name));
        Assert.Equal(5, _gate.Waiting);

        busy.SetResult();
        await Task.WhenAll(all);

        Assert.Equal(["h1", "h2", "n1", "n2", "l1"], _ran);
    }

    [Fact]
    public async Task Run_HigherOnesWithoutEnd_LetsALowerOneInAfterSoMany()
    {
        var (busy, first) = Hold();
        List<Task> all = [first, RunAsync(JobPriority.Low, "low"), RunAsync(JobPriority.Normal, "normal")];
        for (var i = 0; i < 40; i++) all.Add(RunAsync(JobPriority.High, "high"));

        busy.SetResult();
        await Task.WhenAll(all);

        Assert.InRange(_ran.IndexOf("low"), 1, PriorityGate.MostPassed + 2);
        Assert.InRange(_ran.IndexOf("normal"), 1, PriorityGate.MostPassed + 2);
        Assert.Equal(43 - 1, _ran.Count);
    }

    [Fact]
    public async Task Run_CancelledWhileItWaits_LeavesTheSlotToOthers()
    {
        var (busy, first) = Hold();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var given = _gate.RunAsync(JobPriority.High, () => Task.CompletedTask, cancel.Token);
        var other = RunAsync(JobPriority.Low, "other");

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        busy.SetResult();
        await Task.WhenAll(first, other);

        Assert.Equal(["other"], _ran);
        Assert.Equal(0, _gate.Waiting);
    }

    private (TaskCompletionSource Busy, Task Running) Hold()
    {
        var busy = new TaskCompletionSource();
        return (busy, _gate.RunAsync(JobPriority.Normal, () => busy.Task, Stop));
    }

    private Task RunAsync(JobPriority priority, string name) => _gate.RunAsync(
        priority, () =>
        {
            _ran.Add(name);
            return Task.CompletedTask;
        }, Stop);
}
