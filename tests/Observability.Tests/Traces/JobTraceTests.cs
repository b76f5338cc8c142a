using AttentionViz.Observability.Tests.Otlp;
using AttentionViz.Testing;

namespace AttentionViz.Observability.Tests.Traces;

public sealed class JobTraceTests(Observed observed)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Job_Ended_IsOneTraceFromSubmissionToStoredMaps()
    {
        var tree = await JobTraces.OfJobAsync(observed.Receiver, observed.JobId, Token);
        TestContext.Current.TestOutputHelper?.WriteLine(tree.Print());

        JobTraces.RequireWhole(tree, observed.JobId);
    }

    [Fact]
    public async Task Job_Failed_TellsWhichUnitFailed()
    {
        var tree = await JobTraces.FromSubmissionAsync(observed.Receiver, observed.FailedJobId, t => t.Named("plan job").Count == 1, Token);

        Assert.Equal("failed", Assert.Single(tree.Named("plan job")).Tag("outcome"));
        Assert.Empty(tree.Named("extract shard"));
    }

    [Fact]
    public async Task Placing_Ended_IsWithinTheTraceOfItsCall()
    {
        IReadOnlyList<Span> Placed() => [.. observed.Receiver.Spans.Where(s => s.Name == "place head" && s.Tag("job.id") == observed.JobId)];
        await Eventually.HoldsAsync(() => Task.FromResult(Placed().Count >= Calls.Heads.Count), "every head's placing is told of", Token);
        var trace = Assert.Single(Placed().Select(s => s.Trace).Distinct());
        await Eventually.HoldsAsync(
            () => Task.FromResult(observed.Receiver.Spans.Any(s => s.Trace == trace && s.Name.Contains("ProjectSequences", StringComparison.Ordinal))), "the call is told of", Token);
        var tree = new TraceTree(observed.Receiver.Spans.Where(s => s.Trace == trace));
        TestContext.Current.TestOutputHelper?.WriteLine(tree.Print());

        var call = Assert.Single(tree.Roots);
        Assert.Contains("ProjectSequences", call.Name, StringComparison.Ordinal);
        var sequences = Assert.Single(tree.Named("place sequences"));
        Assert.Equal(["tokenize", "run model"], tree.Below(sequences).Select(s => s.Name).Where(n => n is "tokenize" or "run model"));
        Assert.All(tree.Named("place head"), head => Assert.Contains(sequences, tree.Above(head)));
    }

    [Fact]
    public void Print_SpansOfOneTrace_IndentsByParentAndNamesLinks()
    {
        Span Made(string id, string parent, string name, int began, params string[] links) => new(
            "t", id, parent, name, DateTimeOffset.UnixEpoch.AddMilliseconds(began), TimeSpan.FromMilliseconds(1.5), new Dictionary<string, string>(), links, "", "");
        var tree = new TraceTree([Made("c", "a", "third", 3, "b"), Made("a", "", "first", 1), Made("b", "a", "second", 2)]);

        var lines = tree.Print().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(["first", "  second", "  third"], lines.Select(l => l[..l.IndexOf("  ", 3, StringComparison.Ordinal)].TrimEnd()));
        Assert.All(lines, l => Assert.Contains("1.5 ms", l, StringComparison.Ordinal));
        Assert.EndsWith("-> second", lines[2].TrimEnd(), StringComparison.Ordinal);
    }
}
