using AttentionViz.Gateway.Errors;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;
using Google.Rpc;
using Grpc.Core;

namespace AttentionViz.Gateway.Atlases;

/// <summary>Reads queries, keys and norms, or says why they are not there.</summary>
internal sealed class VectorReader(VectorStore store, JobStore jobs, AtlasAccess access)
{
    /// <summary>Queries or keys of one shard, as they are stored.</summary>
    public async Task<byte[]> ReadChunkAsync(JobRecord job, VectorPart part, int layer, int head, int shard) =>
        await store.ReadChunkAsync(job.JobId, part, layer, head, shard) ?? throw await MissingAsync(job, part, layer, head);

    public async Task<float[]> ReadNormsAsync(JobRecord job, VectorPart part, int layer, int head, int shard) =>
        await store.ReadNormsAsync(job.JobId, part, layer, head, shard)
            ?? throw await access.NotReadyAsync(job.JobId, $"the norms of L{layer} H{head} are not there");

    /// <summary>Whether every value of a head is stored as float16. Fails before anything is sent when a shard is missing.</summary>
    public async Task<bool> AreHalfAsync(PlannedJob job, VectorPart part, int layer, int head, TokenSide side, int width)
    {
        var half = true;
        for (var shard = 0; shard < job.Plan.Count; shard++)
        {
            var rows = job.Plan[shard].RowsOf(side);
            if (job.Plan[shard].Rows == 0) continue;
            var bytes = await store.ChunkBytesAsync(job.JobId, part, layer, head, shard);
            if (bytes == 0) throw await MissingAsync(job.Record, part, layer, head);
            half &= bytes <= VectorChunk.HalfBytes((long)rows * width);
        }

        return half;
    }

    private async Task<RpcException> MissingAsync(JobRecord job, VectorPart part, int layer, int head)
    {
        if (await jobs.StateAsync(job.JobId) == JobState.Succeeded && !job.Spec.RetainVectors)
        {
            return Fault.Of(
                Code.FailedPrecondition, "VECTORS_NOT_RETAINED",
                "the job was submitted with retain_vectors = false, so its queries and keys are gone; submit it again with retain_vectors = true", ("job_id", job.JobId));
        }

        return await access.NotReadyAsync(job.JobId, $"the {(part == VectorPart.Query ? "queries" : "keys")} of L{layer} H{head} are not there");
    }
}
