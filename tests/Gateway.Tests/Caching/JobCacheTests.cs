using AttentionViz.Gateway.Caching;
using CsCheck;

namespace AttentionViz.Gateway.Tests.Caching;

public sealed class JobCacheTests
{
    private const int Capacity = 20_000;

    [Fact]
    public void Keep_AnyHistory_IsAListByUseBoundedInBytes()
    {
        // (what, job, part, bytes): 0-5 keep, 6-8 look, 9 forget.
        var steps = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 2], Gen.Int[0, 9], Gen.Int[0, 12_000]).Array[0, 200];
        steps.Sample(history =>
        {
            var cache = new JobCache(Capacity);
            var model = new List<(string Job, string Part, object Value, long Bytes)>();
            foreach (var (what, j, p, bytes) in history)
            {
                var (job, part) = ($"j{j}", $"p{p}");
                var at = model.FindIndex(e => e.Job == job && e.Part == part);
                if (what == 9)
                {
                    cache.Forget(job);
                    model.RemoveAll(e => e.Job == job);
                }
                else if (what >= 6)
                {
                    Assert.Equal(at >= 0, cache.TryGet<object>(job, part, out var found));
                    if (at < 0) continue;
                    Assert.Same(model[at].Value, found);
                    model.Insert(0, model[at]);
                    model.RemoveAt(at + 1);
                }
                else
                {
                    var (value, size) = (new object(), (long)bytes + JobCache.EntryBytes);
                    cache.Keep(job, part, value, bytes);
                    if (size > Capacity) continue;
                    if (at >= 0) model.RemoveAt(at);
                    while (model.Sum(e => e.Bytes) + size > Capacity) model.RemoveAt(model.Count - 1);
                    model.Insert(0, (job, part, value, size));
                }

                Assert.Equal(model.Sum(e => e.Bytes), cache.Bytes);
                Assert.Equal(model.Select(e => e.Job).Distinct().Order(), cache.Jobs.Order());
            }
        }, iter: 300);
    }

    [Fact]
    public async Task GetAsync_ManyThreads_StaysWithinBytesAndNeverMixesPartsUp()
    {
        var cache = new JobCache(Capacity);
        var most = 0L;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(async () =>
        {
            var random = new Random(thread);
            for (var i = 0; i < 3000; i++)
            {
                var (job, part) = ($"j{random.Next(4)}", $"p{random.Next(30)}");
                if (i % 500 == 499) cache.Forget(job);
                var value = await cache.GetAsync<string>(job, part, async () =>
                {
                    await Task.Yield();
                    return new(job + part, random.Next(3000));
                });
                Assert.Equal(job + part, value);
                var now = cache.Bytes;
                Assert.InRange(now, 0, Capacity);
                most = Math.Max(most, now);
            }
        })));
        Assert.InRange(most, Capacity / 2, Capacity);
        foreach (var job in cache.Jobs) cache.Forget(job);
        Assert.Equal(0, cache.Bytes);
    }

    [Fact]
    public async Task GetAsync_ManyAskForAColdPart_ReadsItOnceForAll()
    {
        var cache = new JobCache(Capacity);
        var (reads, hold) = (0, new TaskCompletionSource());
        var asking = Enumerable.Range(0, 200).Select(_ => cache.GetAsync<byte[]>("job", "part", async () =>
        {
            reads++;
            await hold.Task;
            return new([1, 2, 3], 3);
        })).ToList();
        hold.SetResult();
        var answers = await Task.WhenAll(asking);
        Assert.Equal(1, reads);
        Assert.All(answers, a => Assert.Same(answers[0], a));
        Assert.Same(answers[0], await cache.GetAsync<byte[]>("job", "part", () => throw new InvalidOperationException("read again")));
    }

    [Fact]
    public async Task GetAsync_PartComesWhileAnotherLooksInVain_IsFound()
    {
        var cache = new JobCache(Capacity);
        var early = new TaskCompletionSource<Loaded<string>?>();
        var first = cache.GetAsync("job", "part", () => early.Task);
        // Asked after the part was written, while the look from before is still under way.
        var second = cache.GetAsync<string>("job", "part", () => Task.FromResult<Loaded<string>?>(new("there", 5)));
        early.SetResult(null);
        Assert.Null(await first);
        Assert.Equal("there", await second);
    }

    [Fact]
    public async Task GetAsync_ReadFails_TellsAllAndKeepsNothing()
    {
        var cache = new JobCache(Capacity);
        var read = new TaskCompletionSource<Loaded<string>?>();
        var both = new[] { cache.GetAsync("job", "part", () => read.Task), cache.GetAsync("job", "part", () => read.Task) };
        read.SetException(new TimeoutException());
        foreach (var one in both) await Assert.ThrowsAsync<TimeoutException>(() => one);
        Assert.Equal("later", await cache.GetAsync<string>("job", "part", () => Task.FromResult<Loaded<string>?>(new("later", 5))));
    }

    [Fact]
    public async Task Forget_WhileAPartIsRead_IsNotUndoneByIt()
    {
        var cache = new JobCache(Capacity);
        var read = new TaskCompletionSource<Loaded<string>?>();
        var asking = cache.GetAsync("job", "part", () => read.Task);
        cache.Forget("job");
        read.SetResult(new("old", 3));
        Assert.Equal("old", await asking);
        Assert.False(cache.TryGet<string>("job", "part", out _));
        Assert.Equal(0, cache.Bytes);
    }

    [Fact]
    public async Task GetAsync_NoRoomAtAll_ReadsEachTime()
    {
        var (cache, reads) = (new JobCache(0), 0);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("read", await cache.GetAsync<string>("job", "part", () =>
            {
                reads++;
                return Task.FromResult<Loaded<string>?>(new("read", 0));
            }));
        }

        Assert.Equal((3, 0L), (reads, cache.Bytes));
    }
}
