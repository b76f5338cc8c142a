using AttentionViz.Gateway.Atlases;
using AttentionViz.Gateway.Caching;

namespace AttentionViz.Gateway.Explore;

/// <summary>
/// Token tables of the jobs asked about last, among the other parts of jobs that are kept. Callers come with a job that they
/// have found, so that nothing is handed out of a job that is gone or not theirs.
/// </summary>
internal sealed class TokenTables(TokenRows tokens, JobCache cache)
{
    private const string Part = "table";

    public async Task<TokenTable> ReadAsync(PlannedJob job, CancellationToken cancellationToken)
    {
        // On a thread of its own: one who goes away while it is made does not take it from the others.
        var table = await cache.GetAsync<TokenTable>(job.JobId, Part, () => Task.Run(LoadAsync, CancellationToken.None)).WaitAsync(cancellationToken);
        return table!;

        async Task<Loaded<TokenTable>?> LoadAsync()
        {
            var read = await TokenTable.ReadAsync(job, tokens);
            return new(read, read.Bytes);
        }
    }
}
