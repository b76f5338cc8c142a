using AttentionViz.Gateway.Errors;
using AttentionViz.V1;
using Google.Rpc;

namespace AttentionViz.Gateway.Jobs.Validation;

/// <summary>Options of the contract that this build cannot honour; refused, so that no result pretends otherwise.</summary>
internal static class ProductRules
{
    public static void RequireImplemented(SubmitJobRequest request)
    {
        var spec = request.Spec ?? new JobSpec();
        var missing = new Violations();
        missing.Require(
            spec.Priority is JobPriority.Unspecified or JobPriority.Normal, "spec.priority", $"is {spec.Priority}; only NORMAL is implemented yet: leave it out");
        missing.Require(spec.ReuseVectorsOf.Length == 0, "spec.reuse_vectors_of", "is set, which is not implemented yet; leave it empty");
        missing.ThrowIfAny(Code.Unimplemented, "OPTION_UNIMPLEMENTED");
    }
}
