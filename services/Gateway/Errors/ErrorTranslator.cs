using AttentionViz.Pipeline.Bus;
using AttentionViz.Pipeline.Store;
using Google.Rpc;
using Grpc.Core;

namespace AttentionViz.Gateway.Errors;

/// <summary>The status a client can act upon, for an exception that is none.</summary>
internal sealed class ErrorTranslator(TimeProvider clock, ILogger<ErrorTranslator> log)
{
    /// <param name="deadline">Of the call, in UTC.</param>
    /// <param name="call">Cancelled when the client has gone away.</param>
    public RpcException Translate(Exception e, string method, DateTime deadline, CancellationToken call)
    {
        if (deadline <= clock.GetUtcNow().UtcDateTime) return Fault.Of(Code.DeadlineExceeded, "DEADLINE_EXCEEDED", "the deadline of the call has passed; give it more time or ask for less");
        // A client that went away shows up as whatever was being done at that moment.
        if (call.IsCancellationRequested) return Fault.Of(Code.Cancelled, "CANCELLED", "the call was cancelled");
        switch (e)
        {
            case ResultGoneException:
                return Fault.Of(Code.FailedPrecondition, "RESULT_GONE", e.Message);
            case BusUnavailableException:
                log.BusUnavailable(e, method);
                return Fault.Of(Code.Unavailable, "BUS_UNAVAILABLE", "the message bus does not answer; try again soon");
            case var _ when StoreFaults.IsPassing(e):
                log.StoreUnavailable(e, method);
                return Fault.Of(Code.Unavailable, "STORE_UNAVAILABLE", "the store does not answer; try again soon");
            case var _ when StoreFaults.IsFull(e):
                log.StoreUnavailable(e, method);
                return Fault.Of(Code.ResourceExhausted, "STORE_FULL", "the store has no memory left; delete jobs or corpora, or wait until some expire");
            default:
                log.CallFailed(e, method);
                return Fault.Of(Code.Internal, "INTERNAL", "the gateway failed; its log tells why");
        }
    }
}
