using AttentionViz.Pipeline.Jobs;
using AttentionViz.Pipeline.Store;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Atlases;

/// <summary>The drawn images of an atlas as the model saw them, as PNG.</summary>
public sealed class ImageStore(IConnectionMultiplexer redis)
{
    private readonly IDatabase _db = redis.GetDatabase();

    /// <exception cref="JobEndedException">The job has ended or is gone.</exception>
    public async Task WriteAsync(JobRecord job, IReadOnlyList<(long Sequence, byte[] Png)> images)
    {
        await _db.WriteHashAsync(job.JobId, Keys.Images(job.JobId), [.. images.Select(i => new HashEntry(i.Sequence, i.Png))]);
    }

    /// <summary>Copies the views that an earlier job has.</summary>
    /// <exception cref="ResultGoneException">Something of it is not there.</exception>
    public async Task CopyAsync(string earlier, JobRecord job, CancellationToken stop) =>
        await _db.CopyAsync(Keys.Images(earlier), job.JobId, Keys.Images(job.JobId), await _db.HashKeysAsync(Keys.Images(earlier)), stop);

    /// <summary>The view of one sequence; null while it is not there.</summary>
    public async Task<byte[]?> ReadAsync(string jobId, long sequence) => await _db.HashGetAsync(Keys.Images(jobId), sequence);
}
