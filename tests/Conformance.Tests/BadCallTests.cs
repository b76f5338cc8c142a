using AttentionViz.Conformance.Tests.Cases;
using AttentionViz.Conformance.Tests.Ways;
using AttentionViz.EndToEnd.Tests;
using Google.Rpc;

namespace AttentionViz.Conformance.Tests;

/// <summary>A bad call is refused by every way in with the same code, reason and field.</summary>
public sealed class BadCallTests(World world)
{
    private static readonly IReadOnlyList<BadCall> Table = [.. BadSubmissions.All, .. BadReads.All];

    public static TheoryData<string, string> Calls { get; } = [.. new[] { WayCatalog.Plain, "gRPC-Web", "JSON" }.SelectMany(way => Table.Select(c => (way, c.Name)))];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Table_Holds50CallsAndMore() => Assert.True(Table.Count >= 50);

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_Bad_IsRefusedWithCodeReasonAndField(string way, string name)
    {
        var call = Table.Single(c => c.Name == name);
        var caller = await world.WayAsync(way);

        var answer = await caller.CallAsync(Contract.Methods.Single(m => ConformanceTests.Short(m) == call.Method), call.Requests(world), Stop);

        Assert.NotNull(answer.Error);
        Assert.True(call.Code == (Code)answer.Error.Code, $"{answer.Error}");
        Assert.Equal(call.Reason, answer.Reason);
        Assert.Equal("attentionviz", answer.Error.GetDetail<ErrorInfo>().Domain);
        Assert.NotEmpty(answer.Error.Message);
        if (call.Field.Length > 0) Assert.Contains(call.Field, answer.Fields);
    }
}
