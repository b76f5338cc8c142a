using AttentionViz.Gateway.Atlases;
using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Hosting;
using AttentionViz.Gateway.Jobs;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Placing;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using Google.Protobuf.Collections;
using Google.Rpc;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Placing;

/// <summary>A checked request, with the job it is about.</summary>
internal sealed record CheckedPlacing(JobRecord Job, PlacingRecord Placing);

/// <summary>Checks a request and fills in its defaults.</summary>
internal sealed class PlacingRequests(
    JobLookup jobs, AtlasAccess access, NewSequenceRules sequences, IOptions<GatewayOptions> options)
{
    // The keys must outlast the wait for the next result by more than a slow clock or a long pause of a worker.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    public async Task<CheckedPlacing> CheckAsync(ProjectSequencesRequest request)
    {
        var job = await jobs.RequireAsync(request.JobId);
        var record = await jobs.RequireRecordAsync(request.JobId);
        var violations = new Violations();
        sequences.Check(request.Sequences, record.Model, violations);
        violations.Require(Enum.IsDefined(request.Weighting), "weighting", $"is {(int)request.Weighting}; give PROBABILITY (1) or VALUE_NORM (2)");
        CheckRepeats(request, violations);
        violations.ThrowIfAny();
        var wanted = new ProjectSequencesRequest
        {
            JobId = request.JobId,
            Heads = { Heads(request, record) },
            Maps = { Maps(request, record) },
            WithAttention = request.WithAttention,
            Weighting = request.Weighting,
        };
        await RequireReadyAsync(job);
        return new CheckedPlacing(record, new PlacingRecord(RandomId.Create(), wanted, options.Value.MaxProjectedTokens, options.Value.ProjectionPatience + Slack));
    }

    private static void CheckRepeats(ProjectSequencesRequest request, Violations violations)
    {
        var (heads, maps) = (new HashSet<(int, int)>(), new HashSet<(MapMethod, int, double)>());
        for (var i = 0; i < request.Heads.Count; i++)
            violations.Require(heads.Add((request.Heads[i].Layer, request.Heads[i].Head)), $"heads[{i}]", $"asks for L{request.Heads[i].Layer} H{request.Heads[i].Head} again; leave it out");
        for (var i = 0; i < request.Maps.Count; i++)
            violations.Require(maps.Add((request.Maps[i].Method, request.Maps[i].Dimensions, request.Maps[i].AttentionWeight)), $"maps[{i}]", "is asked for twice; leave one out");
    }

    private static IEnumerable<HeadRef> Heads(ProjectSequencesRequest request, JobRecord job)
    {
        var mapped = job.Heads();
        if (request.Heads.Count == 0) return mapped;
        var has = mapped.Select(h => (h.Layer, h.Head)).ToHashSet();
        var violations = new Violations();
        for (var i = 0; i < request.Heads.Count; i++)
            violations.Require(has.Contains((request.Heads[i].Layer, request.Heads[i].Head)), $"heads[{i}]", $"is L{request.Heads[i].Layer} H{request.Heads[i].Head}, which the job does not map; GetAtlas tells the heads it maps");
        violations.ThrowIfAny(Code.NotFound, "HEAD_NOT_IN_JOB");
        return request.Heads;
    }

    private static RepeatedField<MapSpec> Maps(ProjectSequencesRequest request, JobRecord job)
    {
        if (request.Maps.Count == 0) return job.Spec.Maps;
        var violations = new Violations();
        for (var i = 0; i < request.Maps.Count; i++)
        {
            var map = request.Maps[i];
            violations.Require(
                job.Spec.Maps.Any(m => (m.Method, m.Dimensions, m.AttentionWeight) == (map.Method, map.Dimensions, map.AttentionWeight)),
                $"maps[{i}]", FormattableString.Invariant($"is {map.Method} in {map.Dimensions}-D with attention_weight {map.AttentionWeight}, which the job does not make; GetAtlas tells the maps it makes"));
        }

        violations.ThrowIfAny(Code.NotFound, "MAP_NOT_IN_JOB");
        return request.Maps;
    }

    private async Task RequireReadyAsync(Job job)
    {
        if (job.State != JobState.Succeeded) throw await access.NotReadyAsync(job.JobId, "the maps to place into are not all there");
        if (job.Spec.RetainVectors) return;
        throw Fault.Of(
            Code.FailedPrecondition, "VECTORS_NOT_RETAINED",
            "the job was submitted with retain_vectors = false, so the queries and keys to place among are gone; submit it again with retain_vectors = true",
            ("job_id", job.JobId));
    }
}
