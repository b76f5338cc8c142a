using AttentionViz.Pipeline.Jobs;
using AttentionViz.Projector.Hosting;
using AttentionViz.Projector.Projection;
using AttentionViz.V1;
using Microsoft.Extensions.Options;

namespace AttentionViz.Projector.Placing;

/// <summary>
/// Keeps the heads that were placed into last, within a bound on their bytes, so that the next sentence finds them laid out. A finished
/// head never changes and a job's id never comes back, so nothing in it goes stale.
/// </summary>
internal sealed class ReferenceCache(ReferenceLoader loader, IOptions<ProjectorOptions> options)
{
    private readonly Lock _gate = new();

    // Most recently used last.
    private readonly LinkedList<((string JobId, int Layer, int Head) Key, Task<HeadReference> Reference)> _kept = [];
    private readonly Dictionary<(string JobId, int Layer, int Head), LinkedListNode<((string JobId, int Layer, int Head) Key, Task<HeadReference> Reference)>> _known = [];

    /// <summary>Loads a head once, also when several ask for it meanwhile.</summary>
    public async Task<HeadReference> GetAsync(JobRecord job, AttentionLayer layer, int head, ProjectionOptions projection)
    {
        var key = (job.JobId, layer.Layer, head);
        Task<HeadReference> reference;
        lock (_gate)
        {
            if (_known.TryGetValue(key, out var node)) _kept.Remove(node);
            else node = _known[key] = new((key, loader.LoadAsync(job, layer, head, projection)));
            _kept.AddLast(node);
            reference = node.Value.Reference;
        }

        try
        {
            return await reference;
        }
        finally
        {
            Shrink();
        }
    }

    /// <summary>Drops what could not be loaded, then what was used longest ago until the bound is kept.</summary>
    private void Shrink()
    {
        lock (_gate)
        {
            long bytes = 0;
            for (var node = _kept.Last; node is not null;)
            {
                var (next, (key, reference)) = (node.Previous, node.Value);
                if (reference.IsCompletedSuccessfully) bytes += reference.Result.Bytes;
                if (reference.IsFaulted || bytes > (long)options.Value.PlacementCacheMiB << 20)
                {
                    _kept.Remove(node);
                    _known.Remove(key);
                }

                node = next;
            }
        }
    }
}
