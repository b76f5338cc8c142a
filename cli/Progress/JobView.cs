using AttentionViz.V1;

namespace AttentionViz.Cli.Progress;

/// <summary>What is known of a job while it is watched: events are put in, a display reads it when it likes.</summary>
internal sealed class JobView
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<Stage, StageProgress> _stages = [];
    private Job? _planned;
    private Failure? _failure;
    private JobState _state;

    public JobState State
    {
        get { lock (_gate) return _state; }
    }

    public Failure? Failure
    {
        get { lock (_gate) return _failure; }
    }

    /// <summary>The job with the totals of its corpus and sample; null until it is planned.</summary>
    public Job? Planned
    {
        get { lock (_gate) return _planned; }
    }

    /// <summary>Stages that have begun, in order.</summary>
    public IReadOnlyList<StageProgress> Stages
    {
        get { lock (_gate) return [.. _stages.Values]; }
    }

    /// <summary>True when the totals can be asked for, but have not been seen.</summary>
    public bool WantsTotals => Planned is null && State is not (JobState.Unspecified or JobState.Queued);

    public void Apply(WatchJobResponse happened)
    {
        lock (_gate)
        {
            switch (happened.EventCase)
            {
                case WatchJobResponse.EventOneofCase.Snapshot:
                    Show(happened.Snapshot);
                    break;
                case WatchJobResponse.EventOneofCase.StateChange:
                    _state = happened.StateChange.State;
                    _failure = happened.StateChange.Failure;
                    break;
                case WatchJobResponse.EventOneofCase.Progress:
                    _stages[happened.Progress.Stage] = happened.Progress;
                    break;
            }
        }
    }

    /// <summary>Takes the totals from the job as it stands.</summary>
    public void ShowTotals(Job job)
    {
        lock (_gate) _planned = job;
    }

    private void Show(Job job)
    {
        _state = job.State;
        _failure = job.Failure;
        foreach (var stage in job.Stages) _stages[stage.Stage] = stage;
        if (job.CorpusSequences > 0) _planned = job;
    }
}
