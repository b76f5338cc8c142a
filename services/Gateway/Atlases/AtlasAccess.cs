using System.Globalization;
using AttentionViz.Gateway.Atlases.Parts;
using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Jobs;
using AttentionViz.Gateway.Requests;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;
using Google.Rpc;
using Grpc.Core;

namespace AttentionViz.Gateway.Atlases;

/// <summary>A job with what is drawn of it.</summary>
internal sealed record PlannedJob(JobRecord Record, AtlasPlan Drawn)
{
    public string JobId => Record.JobId;

    public IReadOnlyList<ShardPlan> Plan => Drawn.Shards;

    /// <summary>Rows of the atlas.</summary>
    public long Tokens => Drawn.RowsOf(TokenSide.Unspecified);

    /// <summary>Rows of one side; all where the model has no sides.</summary>
    public long RowsOf(TokenSide side) => Drawn.RowsOf(side);
}

/// <summary>Finds parts of an atlas, or says why they are not there.</summary>
internal sealed class AtlasAccess(JobLookup jobs, JobStore store, PlanReader plans, ReadyHeads heads)
{
    public async Task<PlannedJob> RequirePlannedAsync(string jobId)
    {
        RequestChecks.RequireId(jobId, "job_id");
        // Both at once: one round trip to the store.
        var (finding, planning) = (jobs.RequireRecordAsync(jobId), plans.FindAsync(jobId));
        var record = await finding;
        return new PlannedJob(record, await planning ?? throw await NotReadyAsync(jobId, "the tokens of the job have not been chosen"));
    }

    /// <summary>The layer of a head that the job maps.</summary>
    public static AttentionLayer RequireHead(JobRecord job, int layer, int head) =>
        HeadSelection.Contains(job.Spec, job.Model, layer, head)
            ? job.Model.Layers.First(l => l.Layer == layer)
            : throw Fault.Of(
                Code.NotFound, "HEAD_NOT_IN_JOB", $"the job does not map L{layer} H{head}; GetAtlas tells the heads it maps",
                ("job_id", job.JobId), ("head", $"L{layer} H{head}"));

    /// <summary>The finished head.</summary>
    public async Task<HeadSummary> RequireReadyAsync(JobRecord job, int layer, int head)
    {
        RequireHead(job, layer, head);
        return await heads.FindAsync(job.JobId, layer, head) ?? throw await NotReadyAsync(job.JobId, layer, head);
    }

    /// <summary>A map that the job makes of every head.</summary>
    public static MapSpec RequireMap(JobRecord job, MapMethod method, int dimensions, double attentionWeight)
    {
        var made = job.Spec.Maps;
        return made.FirstOrDefault(m => m.Method == method && m.Dimensions == dimensions && m.AttentionWeight == attentionWeight) ?? throw Fault.Of(
            Code.NotFound, "MAP_NOT_IN_JOB",
            $"the job makes no {method} map in {dimensions}-D{Guided(attentionWeight)}; it makes {string.Join(", ", made.Select(m => $"{m.Method} {m.Dimensions}-D{Guided(m.AttentionWeight)}"))}",
            ("job_id", job.JobId));
    }

    private static string Guided(double attentionWeight) =>
        attentionWeight == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" with attention_weight {attentionWeight}");

    public static void CheckRow(long row, long rows)
    {
        var violations = new Violations();
        violations.Require(row >= 0 && row <= rows, "start_row", $"is {row}; give 0 to {rows}");
        violations.ThrowIfAny();
    }

    /// <summary>The error for a head that is not finished.</summary>
    public Task<RpcException> NotReadyAsync(string jobId, int layer, int head) => NotReadyAsync(jobId, $"the maps of L{layer} H{head} are not ready");

    /// <summary>The error for something a job has not made yet, or never will.</summary>
    public async Task<RpcException> NotReadyAsync(string jobId, string what)
    {
        var state = await store.StateAsync(jobId);
        return state.IsFinal()
            ? Fault.Of(Code.FailedPrecondition, "NEVER_READY", $"{what}, and the job has ended as {state}; submit it again", ("job_id", jobId), ("state", state.ToString()))
            : Fault.Of(Code.FailedPrecondition, "NOT_READY", $"{what} yet: the job is {state}; WatchJob tells when", ("job_id", jobId), ("state", state.ToString()));
    }

    /// <summary>The error for something that was there a moment ago.</summary>
    public static RpcException Gone(string jobId) =>
        Fault.Of(Code.NotFound, "RESULT_GONE", "the job was deleted or has expired while it was read; submit it again", ("job_id", jobId));
}
