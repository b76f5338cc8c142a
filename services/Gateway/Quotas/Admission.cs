using System.Globalization;
using AttentionViz.Gateway.Errors;
using AttentionViz.Gateway.Hosting;
using AttentionViz.Gateway.Security;
using AttentionViz.Pipeline.Store;
using AttentionViz.Pipeline.Tenants;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace AttentionViz.Gateway.Quotas;

/// <summary>
/// Lets jobs and corpora in within the bounds of the queue and the caller's quotas. Bounds are looked at and places taken in
/// one step: of two that come at once, one gets the last place.
/// </summary>
internal sealed class Admission(TenantAccounts accounts, StoreRoom store, Callers callers, IOptions<GatewayOptions> options, TimeProvider clock)
{
    // Jobs take seconds to hours; what is deleted makes room at once.
    private static readonly TimeSpan JobsEnd = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BytesGo = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <exception cref="RpcException">A bound is reached.</exception>
    public Task<Booking> BookJobAsync(string jobId, long tokens, long bytes, long peakBytes) =>
        BookAsync(new Booking(callers.Current.Tenant, jobId, IsJob: true, tokens, bytes) { PeakBytes = peakBytes });

    /// <exception cref="RpcException">A bound is reached.</exception>
    public Task<Booking> BookCorpusAsync(string corpusId, long bytes) => BookAsync(new Booking(callers.Current.Tenant, corpusId, IsJob: false, 0, bytes));

    /// <summary>Gives back what did not come about.</summary>
    public Task CancelAsync(Booking booking) => accounts.ReleaseAsync(booking, cameAbout: false);

    /// <summary>Gives back what a deleted corpus took.</summary>
    /// <param name="tenant">Whose it was.</param>
    public Task ForgetCorpusAsync(string tenant, string corpusId) => accounts.ReleaseAsync(new Booking(tenant, corpusId, IsJob: false, 0, 0), cameAbout: true);

    /// <summary>Gives back what a deleted job took.</summary>
    /// <param name="tenant">Whose it was.</param>
    public Task ForgetJobAsync(string tenant, string jobId) => accounts.ReleaseAsync(new Booking(tenant, jobId, IsJob: true, 0, 0), cameAbout: true);

    /// <summary>What the caller may still store of a corpus, by its quota and by what the store has room for.</summary>
    public async Task<UploadRoom> RoomAsync(string corpusId)
    {
        var (room, bound, taken) = await store.LookAsync(Keys.Corpus(corpusId));
        var limit = TenantQuota.Of(options.Value, callers.Current.Tenant).StoredBytes;
        if (limit == 0) return new UploadRoom(room, bytes => StoreRoom.Full(bytes, bound, taken));
        var used = (await accounts.LookAsync(callers.Current.Tenant, long.MaxValue, long.MaxValue, limit)).Bytes;
        return limit - used > room
            ? new UploadRoom(room, bytes => StoreRoom.Full(bytes, bound, taken))
            : new UploadRoom(Math.Max(0, limit - used), bytes => BytesFull(used, bytes, limit));
    }

    private async Task<Booking> BookAsync(Booking booking)
    {
        var quota = TenantQuota.Of(options.Value, booking.Tenant);
        while (true)
        {
            var seen = await accounts.LookAsync(booking.Tenant, Bound(options.Value.Limits.UnfinishedJobs), Bound(quota.RunningJobs), Bound(quota.StoredBytes - booking.Bytes + 1, quota.StoredBytes));
            Require(booking, seen, quota);
            if (booking.IsJob) await store.RequireAsync(Keys.Job(booking.Id), booking.PeakBytes);
            // Refused when another booking came between; then its figures count.
            if (await accounts.TryBookAsync(booking, seen)) return booking;
        }
    }

    private void Require(Booking booking, Account seen, TenantQuota quota)
    {
        var most = options.Value.Limits.UnfinishedJobs;
        if (booking.IsJob)
        {
            if (most > 0 && seen.UnfinishedJobs >= most)
                throw Full("QUEUE_FULL", $"{seen.UnfinishedJobs} jobs are queued or running, the most this server takes; try again when some have ended", JobsEnd, most);
            if (quota.RunningJobs > 0 && seen.OwnUnfinishedJobs >= quota.RunningJobs)
                throw Full("RUNNING_JOBS_QUOTA", $"{seen.OwnUnfinishedJobs} of your jobs are queued or running, as many as the quota allows; wait until one has ended, or cancel one", JobsEnd, quota.RunningJobs);
            if (quota.Tokens > 0 && seen.Tokens + booking.Tokens > quota.Tokens) throw TokensFull(booking, seen, quota.Tokens);
        }

        if (quota.StoredBytes > 0 && seen.Bytes + booking.Bytes > quota.StoredBytes) throw BytesFull(seen.Bytes, booking.Bytes, quota.StoredBytes);
    }

    private RpcException TokensFull(Booking booking, Account seen, long limit)
    {
        TimeSpan? wait = null;
        var left = seen.Tokens + booking.Tokens;
        foreach (var (time, tokens) in seen.TokensByTime)
        {
            if ((left -= tokens) > limit) continue;
            wait = time + Day - clock.GetUtcNow();
            break;
        }

        var remedy = wait is null ? "send a smaller corpus" : "wait until earlier ones are a day old, or send a smaller corpus";
        return Full(
            "TOKENS_QUOTA", $"jobs over {seen.Tokens} tokens were submitted within 24 hours, and this one has about {booking.Tokens}: over the quota of {limit}; {remedy}", wait, limit);
    }

    private static RpcException BytesFull(long used, long more, long limit) => Full(
        "STORED_BYTES_QUOTA", $"{used} bytes of corpora and results are kept, and this would add {more} or more: over the quota of {limit}; delete jobs or corpora, or wait until some expire",
        more <= limit ? BytesGo : null, limit);

    private static RpcException Full(string reason, string message, TimeSpan? wait, long limit) =>
        Fault.Exhausted(reason, message, wait, ("limit", limit.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Below the bound a rough figure will do; without a bound any.</summary>
    private static long Bound(long bound) => Bound(bound, bound);

    private static long Bound(long bound, long limit) => limit == 0 ? long.MaxValue : bound;
}
