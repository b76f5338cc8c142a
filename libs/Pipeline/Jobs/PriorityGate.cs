using AttentionViz.V1;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>
/// Lets a number of units run at once, those of a higher priority first, within a priority as they came. A priority that was
/// passed over <see cref="MostPassed"/> times in a row comes next all the same, so that none waits for ever.
/// </summary>
/// <param name="slots">Units that may run at once.</param>
public class PriorityGate(int slots)
{
    /// <summary>Units of a higher priority that run before one of a lower that waits.</summary>
    public const int MostPassed = 16;

    private static readonly JobPriority[] Falling = [JobPriority.High, JobPriority.Normal, JobPriority.Low];

    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource>[] _waiting = [[], [], []];
    private readonly int[] _passed = new int[Falling.Length];
    private int _free = slots;

    /// <summary>Units that may run at once.</summary>
    public int Slots { get; } = slots;

    /// <summary>Units that an endpoint of one priority should hand over at once: as many as run, and one that waits here.</summary>
    public int Offered { get; } = slots + 1;

    /// <summary>Units that wait for a slot.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock) return _waiting.Sum(w => w.Count);
        }
    }

    /// <summary>Runs the unit once a slot is free for it.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while it waited.</exception>
    public async Task RunAsync(JobPriority priority, Func<Task> unit, CancellationToken cancellationToken)
    {
        await EnterAsync(priority, cancellationToken);
        try
        {
            await unit();
        }
        finally
        {
            Leave();
        }
    }

    private async Task EnterAsync(JobPriority priority, CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var queue = _waiting[Math.Max(0, Array.IndexOf(Falling, priority))];
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                return;
            }

            queue.AddLast(turn);
        }

        await using var stop = cancellationToken.Register(() =>
        {
            bool left;
            lock (_lock) left = queue.Remove(turn);
            if (left) turn.TrySetCanceled(cancellationToken);
        });
        await turn.Task;
    }

    private void Leave()
    {
        TaskCompletionSource? next = null;
        lock (_lock)
        {
            if (Next() is { } place)
            {
                next = _waiting[place].First!.Value;
                _waiting[place].RemoveFirst();
                for (var lower = place + 1; lower < Falling.Length; lower++) _passed[lower] = _waiting[lower].Count > 0 ? _passed[lower] + 1 : 0;
                _passed[place] = 0;
            }
            else
            {
                _free++;
            }
        }

        next?.SetResult();
    }

    private int? Next()
    {
        for (var place = Falling.Length - 1; place > 0; place--)
            if (_waiting[place].Count > 0 && _passed[place] >= MostPassed) return place;
        var first = Array.FindIndex(_waiting, w => w.Count > 0);
        return first < 0 ? null : first;
    }
}
