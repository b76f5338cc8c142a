using Google.Rpc;
using Grpc.Core;

namespace AttentionViz.Gateway.Tests.Fixtures;

/// <summary>Checks what a client learns of an error.</summary>
internal static class Faults
{
    /// <summary>The call fails with that code and reason; the message holds <paramref name="says"/>.</summary>
    /// <returns>Field violations, "field: description".</returns>
    public static async Task<IReadOnlyList<string>> AssertAsync(Func<Task> call, StatusCode code, string reason, params string[] says)
    {
        var e = await Assert.ThrowsAsync<RpcException>(call);
        Assert.True(code == e.StatusCode, $"expected {code}, got {e.StatusCode}: {e.Status.Detail}");
        var status = e.GetRpcStatus();
        Assert.NotNull(status);
        Assert.Equal((int)code, status.Code);
        var info = status.GetDetail<ErrorInfo>();
        Assert.NotNull(info);
        Assert.Equal(reason, info.Reason);
        Assert.Equal("attentionviz", info.Domain);
        foreach (var words in says) Assert.Contains(words, status.Message, StringComparison.Ordinal);
        return [.. (status.GetDetail<BadRequest>()?.FieldViolations ?? []).Select(v => $"{v.Field}: {v.Description}")];
    }
}
