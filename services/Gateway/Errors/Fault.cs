using System.Globalization;
using AttentionViz.Pipeline.Corpora;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Status = Google.Rpc.Status;

namespace AttentionViz.Gateway.Errors;

/// <summary>The one place where errors for clients are made: google.rpc.Status with an ErrorInfo, and field violations where fields are at fault.</summary>
internal static class Fault
{
    public const string Domain = "attentionviz";

    // Errors travel in trailers, and some clients take 8 KiB of them at most.
    private const int MostViolations = 30;

    /// <param name="reason">UPPER_SNAKE, for programs.</param>
    /// <param name="message">For people: what is wrong and what to do.</param>
    public static RpcException Of(Code code, string reason, string message, params (string Key, string Value)[] facts) =>
        Of(code, reason, message, [], facts);

    public static RpcException Of(
        Code code, string reason, string message, IReadOnlyCollection<BadRequest.Types.FieldViolation> fields, params (string Key, string Value)[] facts)
    {
        var info = new ErrorInfo { Reason = reason, Domain = Domain };
        foreach (var (key, value) in facts) info.Metadata[key] = value;
        var status = new Status { Code = (int)code, Message = message, Details = { Any.Pack(info) } };
        if (fields.Count > 0) status.Details.Add(Any.Pack(new BadRequest { FieldViolations = { fields.Take(MostViolations) } }));
        return status.ToRpcException();
    }

    /// <summary>A bound is reached.</summary>
    /// <param name="wait">When to try again; null where waiting is no use.</param>
    public static RpcException Exhausted(string reason, string message, TimeSpan? wait, params (string Key, string Value)[] facts)
    {
        var status = Of(Code.ResourceExhausted, reason, message, facts).GetRpcStatus()!;
        if (wait is { } delay) status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        return status.ToRpcException();
    }

    public static RpcException NotFound(string what, string id, string remedy) => Of(
        Code.NotFound, $"{what.ToUpperInvariant()}_NOT_FOUND", $"there is no {what} {Quote(id)}; {remedy}", ($"{what}_id", Shorten(id)));

    public static RpcException CorpusFormat(CorpusFormatException e, string field) => Of(
        Code.InvalidArgument, "CORPUS_FORMAT", e.Message,
        [new BadRequest.Types.FieldViolation { Field = field, Description = e.Message }],
        ("line", e.Line.ToString(CultureInfo.InvariantCulture)));

    /// <summary>What a caller sent, in quotes and no longer than a message bears.</summary>
    public static string Quote(string value) => $"'{Shorten(value)}'";

    private static string Shorten(string value) => value.Length <= 80 ? value : string.Concat(value.AsSpan(0, 77), "...");
}
