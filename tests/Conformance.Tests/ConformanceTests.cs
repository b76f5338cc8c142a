using AttentionViz.Conformance.Tests.Cases;
using AttentionViz.Conformance.Tests.Ways;
using AttentionViz.EndToEnd.Tests;
using Google.Protobuf.Reflection;

namespace AttentionViz.Conformance.Tests;

/// <summary>The same call by another way gives the same answer as by gRPC, field by field.</summary>
public sealed class ConformanceTests(World world)
{
    public static TheoryData<string, string> Calls { get; } = [.. WayCatalog.Others.SelectMany(way => CaseTable.All.Select(c => (way, c.Name)))];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Table_EveryMethod_HasACase() => Assert.Equal(
        Contract.Methods.Select(Short).Order(StringComparer.Ordinal), CaseTable.All.Select(c => c.Method).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_ByAnotherWay_AnswersAsGrpc(string way, string name)
    {
        var call = CaseTable.Of(name);
        var expected = await AnswerAsync(WayCatalog.Plain, call);
        Assert.True(expected.Error is null, $"{expected.Error}");
        Assert.NotEmpty(expected.Messages);

        var seen = await AnswerAsync(way, call);

        Assert.True(seen.Error is null, $"{seen.Error}");
        Assert.Equal(expected.Messages.Count, seen.Messages.Count);
        for (var i = 0; i < expected.Messages.Count; i++) Assert.Empty(MessageDiff.Of(expected.Messages[i], seen.Messages[i], $"message {i}"));
    }

    internal static string Short(MethodDescriptor method) => $"{method.Service.Name}.{method.Name}";

    private async Task<Answer> AnswerAsync(string way, Case call)
    {
        var caller = await world.WayAsync(way);
        var answer = await caller.CallAsync(Contract.Methods.Single(m => Short(m) == call.Method), await call.Requests(world, Stop), Stop);
        foreach (var message in answer.Messages) call.Settle(message);
        return answer;
    }
}
