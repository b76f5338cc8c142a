using AttentionViz.V1;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>What a worker needs to know of a job; it does not change after submission.</summary>
/// <param name="Spec">Options with every default filled in.</param>
/// <param name="Model">The model as the gateway saw it at submission.</param>
/// <param name="Ttl">How long the job stays after its last change.</param>
public sealed record JobRecord(string JobId, JobSpec Spec, Model Model, Corpus Corpus, TimeSpan Ttl, DateTimeOffset Created)
{
    /// <summary>Whose it is; empty where callers are not told apart.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>W3C traceparent of its submission (<see cref="Observability.JobTrace"/>); empty where that was not traced.</summary>
    public string Trace { get; init; } = "";

    /// <summary>Heads the job maps, by layer, then head.</summary>
    public IReadOnlyList<HeadRef> Heads() => HeadSelection.Of(Spec, Model);
}
