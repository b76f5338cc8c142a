using AttentionViz.Gateway.Atlases.Parts;
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

    /// <summary>What one shard gives to a query head, in one trip to the store.</summary>
    public async Task<ShardVectors> ReadShardAsync(JobRecord job, AttentionLayer layer, int head, int shard, bool valueNorms)
    {
        var keyHead = HeadSelection.KeyHead(layer, head);
        var queries = ReadChunkAsync(job, VectorPart.Query, layer.Layer, head, shard);
        var keys = ReadChunkAsync(job, VectorPart.Key, layer.Layer, keyHead, shard);
        var norms = valueNorms ? ReadNormsAsync(job, VectorPart.Value, layer.Layer, keyHead, shard) : null;
        return new ShardVectors(await queries, await keys, norms is null ? null : await norms);
    }

    /// <summary>The error for vectors or norms that are not there.</summary>
    public Task<RpcException> MissingAsync(JobRecord job, VectorSource source) => source.Norms
        ? access.NotReadyAsync(job.JobId, $"the norms of L{source.Layer} H{source.Head} are not there")
        : MissingAsync(job, source.Part, source.Layer, source.Head);

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
