using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Requests;
using AttentionViz.Gateway.Security;
using AttentionViz.Pipeline.Corpora;
using AttentionViz.V1;

namespace AttentionViz.Gateway.Corpora;

/// <summary>Pages of the caller's corpora, newest first.</summary>
internal sealed class CorpusListing(CorpusStore store, Callers callers)
{
    private const int DefaultPage = 50;

    public async Task<ListCorporaResponse> ListAsync(ListCorporaRequest request, CancellationToken cancellationToken)
    {
        var violations = new Violations();
        var size = violations.PageSize(request.PageSize, DefaultPage);
        var place = PageToken.DecodePlace(request.PageToken, "ListCorpora", violations);
        violations.ThrowIfAny();

        var response = new ListCorporaResponse();
        await foreach (var places in store.ListAsync(callers.Current.Listed, place, cancellationToken))
        {
            foreach (var found in await Task.WhenAll(places.Select(p => store.FindAsync(p.Id))))
            {
                // Null: deleted since the ids were read.
                if (found is not { } corpus) continue;
                if (response.Corpora.Count == size)
                {
                    var last = response.Corpora[^1];
                    response.NextPageToken = PageToken.Encode(last.CreateTime, last.CorpusId);
                    return response;
                }

                response.Corpora.Add(corpus.Corpus);
            }
        }

        return response;
    }
}
