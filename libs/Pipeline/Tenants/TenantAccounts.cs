using AttentionViz.Pipeline.Store;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Tenants;

/// <summary>
/// Accounts of what tenants use. What is booked is a list of jobs and corpora, and only those that are still there count:
/// whatever ends, is deleted or expires gives its share back by itself, also when a gateway died in between.
/// </summary>
public sealed class TenantAccounts(IConnectionMultiplexer redis, TimeProvider clock)
{
    private readonly IDatabase _db = redis.GetDatabase();
    private readonly UnfinishedJobs _jobs = new(redis, clock);
    private readonly SubmittedTokens _tokens = new(redis, clock);
    private readonly StoredBytes _bytes = new(redis, clock);
    private readonly ExpectedBytes _expected = new(redis);

    /// <summary>The figures to decide a booking on.</summary>
    /// <param name="mostUnfinished">Jobs of every tenant up to which jobs that have ended may be counted too, for that is cheaper.</param>
    /// <param name="mostOwn">The same of the tenant's own jobs.</param>
    /// <param name="mostBytes">Bytes up to which what is gone may be counted too.</param>
    public async Task<Account> LookAsync(string tenant, long mostUnfinished = 0, long mostOwn = 0, long mostBytes = 0)
    {
        var version = (long)await _db.StringGetAsync(Keys.Bookings);
        var all = _jobs.CountAsync(Keys.Unfinished, mostUnfinished);
        var own = _jobs.CountAsync(Keys.UnfinishedOf(tenant), mostOwn);
        var tokens = _tokens.ReadAsync(tenant);
        return new Account(version, await all, await own, await tokens, await _bytes.SumAsync(tenant, mostBytes));
    }

    /// <summary>Ids of the jobs of every tenant that are booked and have not ended, oldest first.</summary>
    public Task<IReadOnlyList<string>> ListUnfinishedJobsAsync() => _jobs.ListAsync(Keys.Unfinished);

    /// <summary>Bytes that each unfinished job of any tenant may take at its peak.</summary>
    public async Task<IReadOnlyDictionary<string, long>> ExpectedBytesAsync() => await _expected.ReadAsync(await ListUnfinishedJobsAsync());

    /// <summary>Books, unless there was another booking since the account was looked at.</summary>
    public async Task<bool> TryBookAsync(Booking booking, Account seen)
    {
        var transaction = _db.CreateTransaction();
        transaction.AddCondition(seen.Version == 0 ? Condition.KeyNotExists(Keys.Bookings) : Condition.StringEqual(Keys.Bookings, seen.Version));
        _ = transaction.StringIncrementAsync(Keys.Bookings);
        if (booking.IsJob)
        {
            _jobs.Add(transaction, booking);
            _tokens.Add(transaction, booking);
            ExpectedBytes.Add(transaction, booking);
        }

        _bytes.Add(transaction, booking);
        return await transaction.CommitAsync(_db, Keys.Bookings);
    }

    /// <summary>Takes a booking back whose job or corpus did not come about, or was deleted. Submitted tokens of a deleted job stay.</summary>
    public async Task ReleaseAsync(Booking booking, bool cameAbout)
    {
        var transaction = _db.CreateTransaction();
        if (booking.IsJob)
        {
            UnfinishedJobs.Remove(transaction, booking);
            ExpectedBytes.Remove(transaction, booking);
            if (!cameAbout) _tokens.Remove(transaction, booking);
        }

        StoredBytes.Remove(transaction, booking);
        await transaction.CommitAsync(_db, Keys.Bookings);
    }
}
