using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Requests;
using AttentionViz.Gateway.Security;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.V1;
using Grpc.Core;

namespace AttentionViz.Gateway.Corpora;

/// <summary>Finds the caller's corpora. One of another tenant is not there, in the very same words.</summary>
internal sealed class CorpusLookup(CorpusStore store, Callers callers)
{
    /// <summary>The corpus; null when the caller has none of that id.</summary>
    public async Task<Corpus?> FindAsync(string corpusId) => (await FindOwnedAsync(corpusId))?.Corpus;

    public async Task<Corpus> RequireAsync(string corpusId) => (await RequireOwnedAsync(corpusId)).Corpus;

    /// <summary>The corpus and whose it is, which for an administrator may be another.</summary>
    public async Task<(Corpus Corpus, string Tenant)> RequireOwnedAsync(string corpusId)
    {
        RequestChecks.RequireId(corpusId, "corpus_id");
        return await FindOwnedAsync(corpusId) ?? throw NotFound(corpusId);
    }

    public static RpcException NotFound(string corpusId) =>
        Fault.NotFound("corpus", corpusId, "it was deleted, has expired or never was: upload it with UploadCorpus");

    private async Task<(Corpus Corpus, string Tenant)?> FindOwnedAsync(string corpusId) =>
        await store.FindAsync(corpusId) is { } found && callers.Current.Sees(found.Tenant) ? found : null;
}
