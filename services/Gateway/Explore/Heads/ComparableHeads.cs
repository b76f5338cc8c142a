using AttentionViz.Gateway.Atlases;
using AttentionViz.Gateway.Atlases.Parts;

namespace AttentionViz.Gateway.Explore.Heads;

/// <summary>Finds the heads of a job that are finished, with their layers.</summary>
internal sealed class ComparableHeads(ReadyHeads heads, AtlasAccess access)
{
    /// <summary>By (layer, head), in the order of the atlas.</summary>
    /// <exception cref="Grpc.Core.RpcException">There are none.</exception>
    public async Task<IReadOnlyDictionary<(int Layer, int Head), ReadyHead>> RequireAsync(PlannedJob job)
    {
        var finished = await heads.ListAsync(job.JobId);
        var layers = job.Record.Model.Layers.ToDictionary(l => l.Layer);
        var ready = job.Record.Heads().Where(h => finished.ContainsKey((h.Layer, h.Head)))
            .ToDictionary(h => (h.Layer, h.Head), h => new ReadyHead(layers[h.Layer], finished[(h.Layer, h.Head)]));
        return ready.Count > 0 ? ready : throw await access.NotReadyAsync(job.JobId, "no head is ready");
    }
}
