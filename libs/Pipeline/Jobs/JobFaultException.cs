using AttentionViz.Pipeline.Hosting;
using AttentionViz.V1;

namespace AttentionViz.Pipeline.Jobs;

/// <summary>A job cannot succeed, however often its unit is tried.</summary>
/// <param name="code">google.rpc.Code.</param>
/// <param name="reason">UPPER_SNAKE, for programs.</param>
public sealed class JobFaultException(int code, string reason, string message) : Exception(message)
{
    public const int InvalidArgument = 3;
    public const int DeadlineExceeded = 4;
    public const int ResourceExhausted = 8;
    public const int FailedPrecondition = 9;
    public const int Internal = 13;
    public const int DataLoss = 15;

    /// <summary>What clients learn of it, who need not know where the worker keeps its files.</summary>
    public Failure ToFailure(string unit) => new() { Code = code, Reason = reason, Message = Scrub.Text(Message), Unit = unit };
}
