using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Messages;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using MassTransit;

namespace AttentionViz.Pipeline.Tests;

/// <summary>What becomes of a unit that is stopped, fails, or is handed to a worker at the wrong moment.</summary>
public sealed class UnitRunnerTests : JobFlowTest
{
    [Fact]
    public async Task Run_AUnitThatIsStoppedThoughItsJobGoesOn_IsDoneAgainAndNotGivenUp()
    {
        var job = await PlannedJobAsync(shards: 1);
        var tries = 0;

        await RunAsync(new ExtractShard(job.JobId, 0), again: false, async (record, stop) =>
        {
            // As a write is told whose connection was silent for a while.
            if (++tries == 1) throw new JobEndedException(job.JobId);
            await Flow.DoneAsync(record, JobUnit.Shard(0), Bus, stop);
        });

        Assert.Equal(2, tries);
        await PublishedAsync<ProjectHead>(2);
    }

    [Fact]
    public async Task Run_AUnitThatIsAskedForWhileAnEarlyMessageOfItIsHandled_IsLeftOpen()
    {
        var job = NewJob();
        await Jobs.CreateAsync(job, "");
        // Whoever is told of the unit again has what waits asked for again: by then the unit was not there. At that moment planning ends.
        using var planning = Bus.ConnectPublishObserver(new BeforePublishing<PlanJob>(() => Flow.PlannedAsync(job, 1, Bus, Stop)));

        await RunAsync(new ExtractShard(job.JobId, 0), again: true, (_, _) => throw new InvalidOperationException("the unit was not asked for"));

        Assert.Equal(JobState.Extracting, await Jobs.StateAsync(job.JobId));
        Assert.Equal(UnitStart.Begun, await Flow.BeginAsync(job.JobId, JobUnit.Shard(0)));
    }

    [Fact]
    public async Task Run_AUnitThatFailsWhileItsJobIsBeingCancelled_EndsTheCancellation()
    {
        var job = await PlannedJobAsync(shards: 1);

        await RunAsync(new ExtractShard(job.JobId, 0), again: false, async (_, _) =>
        {
            await Flow.CancelAsync(job.JobId);
            throw new JobFaultException(JobFaultException.InvalidArgument, "BAD_SEQUENCE", "a sequence is broken");
        });

        Assert.Equal(JobState.Cancelled, await Jobs.StateAsync(job.JobId));
    }

    [Theory]
    [InlineData(false, JobState.Cancelling)]
    [InlineData(true, JobState.Cancelled)]
    public async Task Run_AUnitThatAnotherIsAtWhileItsJobIsBeingCancelled_IsLeftToItUnlessTheMessageCameAgain(bool again, JobState state)
    {
        var job = await PlannedJobAsync(shards: 1);
        await Flow.BeginAsync(job.JobId, JobUnit.Shard(0));
        await Flow.CancelAsync(job.JobId);

        await RunAsync(new ExtractShard(job.JobId, 0), again, (_, _) => throw new InvalidOperationException("the job is being cancelled"));

        Assert.Equal(state, await Jobs.StateAsync(job.JobId));
    }

    [Fact]
    public async Task Run_AUnitWhoseJobWasEmptiedForWantOfMemory_FailsItForThatAndNotForWhatIsGone()
    {
        var job = await PlannedJobAsync(shards: 2);

        await RunAsync(new ExtractShard(job.JobId, 0), again: false, async (_, _) =>
        {
            await Jobs.EmptyAsync(job.JobId);
            throw new ResultGoneException("the plan of shard 0 is no longer in the store");
        });

        Assert.Equal("STORE_FULL", (await Jobs.ReadAsync(job.JobId))!.Failure.Reason);
    }

    private Task RunAsync(ExtractShard message, bool again, Func<JobRecord, CancellationToken, Task> work) =>
        Get<UnitRunner>().RunAsync(new UnitCall(message, again, Bus, Stop), work);

    /// <summary>Does something once, just before a message of one kind goes out.</summary>
    private sealed class BeforePublishing<TMessage>(Func<Task> act) : IPublishObserver
    {
        private int _done;

        public Task PrePublish<T>(PublishContext<T> context) where T : class =>
            context.Message is TMessage && Interlocked.Exchange(ref _done, 1) == 0 ? act() : Task.CompletedTask;

        public Task PostPublish<T>(PublishContext<T> context) where T : class => Task.CompletedTask;

        public Task PublishFault<T>(PublishContext<T> context, Exception exception) where T : class => Task.CompletedTask;
    }
}
