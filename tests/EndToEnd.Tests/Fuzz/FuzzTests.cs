using System.Globalization;
using System.Net;
using AttentionViz.Cli.Embedded;
using AttentionViz.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace AttentionViz.EndToEnd.Tests.Fuzz;

/// <summary>
/// Random and damaged messages to every method of the contract. ATTENTIONVIZ_FUZZ_CALLS says how many,
/// ATTENTIONVIZ_FUZZ_SEED which; a failure names the call that shows it again.
/// </summary>
public sealed class FuzzTests(Platform platform) : IClassFixture<Platform>
{
    private const int Together = 8;

    // What the process may keep more at the end than after the first third; caches are warm by then.
    private const long MostGrowth = 16 << 20;

    private static readonly int Calls = Setting("ATTENTIONVIZ_FUZZ_CALLS", 10_000);
    private static readonly int Seed = Setting("ATTENTIONVIZ_FUZZ_SEED", 1);

    // Statuses that blame nobody, or the server.
    private static readonly StatusCode[] Bad = [StatusCode.Internal, StatusCode.Unknown, StatusCode.DataLoss, StatusCode.Unavailable, StatusCode.DeadlineExceeded];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Alone, for it measures the memory of the whole process.
    [Fact(DisableParallelization = true)]
    public async Task EveryMethod_RandomAndDamagedMessages_NeverBlamesTheServerAndKeepsNothing()
    {
        var known = await KnownAsync();
        var kept = await JobsAsync();
        var methods = Contract.Methods;
        var raw = new RawCaller(platform.Channel.CreateCallInvoker());
        var grown = 0L;
        var seen = new Dictionary<StatusCode, int>();
        for (var done = 0; done < Calls; done += Together)
        {
            var first = done;
            var statuses = await Task.WhenAll(Enumerable.Range(first, Math.Min(Together, Calls - first)).Select(call => CallAsync(raw, methods[call % methods.Count], call, known)));
            foreach (var status in statuses) seen[status.StatusCode] = seen.GetValueOrDefault(status.StatusCode) + 1;
            // Jobs that a fuzzed submission happened to make would run for ever in the background.
            if (first % 400 == 0) await DeleteOthersAsync(kept);
            if (grown == 0 && first >= Calls / 3) grown = GC.GetTotalMemory(forceFullCollection: true);
        }

        await DeleteOthersAsync(kept);
        grown = GC.GetTotalMemory(forceFullCollection: true) - grown;
        TestContext.Current.TestOutputHelper?.WriteLine($"{Calls} calls, seed {Seed}: {string.Join(", ", seen.OrderByDescending(s => s.Value).Select(s => $"{s.Key} {s.Value}"))}; memory grew by {grown >> 10} KiB");
        Assert.True(grown < MostGrowth, $"{grown >> 20} MiB more are kept after {Calls} calls than after a third of them");
        Assert.True(seen.GetValueOrDefault(StatusCode.OK) > Calls / 50, "calls hardly ever got past the checks");
        Assert.Equal(kept, await JobsAsync());
    }

    [Fact]
    public async Task EveryRoute_RandomAndDamagedJson_NeverBlamesTheServer()
    {
        var known = await KnownAsync();
        var kept = await JobsAsync();
        using var client = new HttpClient { BaseAddress = platform.Web };
        var routes = Contract.Methods.SelectMany(m => JsonCaller.RoutesOf(m).Select(r => (Method: m, Route: r))).ToList();
        var seen = new Dictionary<HttpStatusCode, int>();
        for (var call = 0; call < Calls / 5; call++)
        {
            var (method, route) = routes[call % routes.Count];
            var random = new Random(HashCode(Seed, call));
            var message = new MessageFuzzer(random, NamesFor(method, known)).Create(method.InputType);
            var caller = new JsonCaller(client, random);
            var status = await caller.CallAsync(route.Verb, route.Path, route.HasBody, message, Stop);
            Assert.False((int)status >= 500, $"call {call} of seed {Seed}, {route.Verb} {route.Path}: {status}; of {message}, body {caller.Body}");
            seen[status] = seen.GetValueOrDefault(status) + 1;
            if (call % 400 == 0) await DeleteOthersAsync(kept);
        }

        await DeleteOthersAsync(kept);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Calls / 5} calls, seed {Seed}: {string.Join(", ", seen.OrderByDescending(s => s.Value).Select(s => $"{s.Key} {s.Value}"))}");
        Assert.True(seen.GetValueOrDefault(HttpStatusCode.OK) > Calls / 500, "calls hardly ever got past the checks");
    }

    // What the other calls are to find must not be deleted.
    private static IReadOnlyDictionary<string, string[]> NamesFor(MethodDescriptor method, IReadOnlyDictionary<string, string[]> known) =>
        method.Name.StartsWith("Delete", StringComparison.Ordinal) ? new Dictionary<string, string[]>() : known;

    private static async Task<Status> CallAsync(RawCaller raw, MethodDescriptor method, int call, IReadOnlyDictionary<string, string[]> known)
    {
        var random = new Random(HashCode(Seed, call));
        var (fuzzer, mutator) = (new MessageFuzzer(random, NamesFor(method, known)), new ByteMutator(random));
        var requests = Enumerable.Range(0, method.IsClientStreaming ? random.Next(4) : 1)
            .Select(_ => fuzzer.Create(method.InputType).ToByteArray())
            .Select(bytes => random.Next(3) == 0 ? mutator.Mutate(bytes) : bytes)
            .ToList();
        var status = await raw.CallAsync(method, requests, Stop);
        Assert.False(
            Bad.Contains(status.StatusCode),
            $"call {call} of seed {Seed}, {method.FullName}: {status.StatusCode}, {status.Detail}; request {string.Join(" | ", requests.Select(Convert.ToHexString))}");
        return status;
    }

    /// <summary>Values under which a small finished job, its corpus and its model are found.</summary>
    private async Task<IReadOnlyDictionary<string, string[]>> KnownAsync()
    {
        var spec = new JobSpec { ModelId = DemoPlan.Model, Layers = { 0, 1 }, TokenBudget = 60, Maps = { new MapSpec { Method = MapMethod.Pca, Dimensions = 2 } } };
        var corpus = PlatformCalls.Inline("""
            {"text": "the red bird sang and the red bird flew", "kind": "birds", "year": 1999}
            {"text": "a bank by the river", "kind": "banks", "year": 2001}
            {"text": "a bank of the city", "kind": "banks", "year": 2011}

            """, CorpusFormat.Jsonl);
        var job = await platform.SubmitAsync(spec, corpus, Stop);
        Assert.Equal(JobState.Succeeded, (await platform.EndAsync(job.JobId, Stop)).State);
        return new Dictionary<string, string[]>
        {
            ["job_id"] = [job.JobId],
            ["other_job_id"] = [job.JobId],
            ["init_from"] = ["", job.JobId],
            ["reuse_vectors_of"] = ["", job.JobId],
            ["corpus_id"] = [job.Spec.CorpusId],
            ["model_id"] = [DemoPlan.Model],
            ["field"] = ["kind", "year", "id"],
        };
    }

    private async Task<IReadOnlyList<string>> JobsAsync() =>
        [.. (await platform.Jobs.ListJobsAsync(new ListJobsRequest { PageSize = 1000 }, cancellationToken: Stop)).Jobs.Select(j => j.JobId)];

    private async Task DeleteOthersAsync(IReadOnlyList<string> kept)
    {
        foreach (var job in (await JobsAsync()).Except(kept))
        {
            await platform.Jobs.CancelJobAsync(new CancelJobRequest { JobId = job }, cancellationToken: Stop);
            await platform.EndAsync(job, Stop);
            await platform.Jobs.DeleteJobAsync(new DeleteJobRequest { JobId = job }, cancellationToken: Stop);
        }
    }

    private static int HashCode(int seed, int call) => unchecked((seed * 1_000_003) + (call * 7919));

    private static int Setting(string name, int unset) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : unset;
}
