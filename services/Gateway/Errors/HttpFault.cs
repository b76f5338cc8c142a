using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;

namespace AttentionViz.Gateway.Errors;

/// <summary>Errors as plain HTTP has them: the status code, and google.rpc.Status as JSON.</summary>
internal static class HttpFault
{
    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default.WithTypeRegistry(
        TypeRegistry.FromMessages(ErrorInfo.Descriptor, BadRequest.Descriptor, RetryInfo.Descriptor)));

    public static async Task WriteAsync(HttpContext http, RpcException fault)
    {
        http.Response.StatusCode = StatusOf(fault.StatusCode);
        FaultHeaders.Add(http, fault);
        http.Response.ContentType = "application/json";
        var status = fault.GetRpcStatus() ?? new Google.Rpc.Status { Code = (int)fault.StatusCode, Message = fault.Status.Detail };
        await http.Response.WriteAsync(Json.Format(status), http.RequestAborted);
    }

    private static int StatusOf(StatusCode code) => code switch
    {
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange => StatusCodes.Status400BadRequest,
        StatusCode.Unauthenticated => StatusCodes.Status401Unauthorized,
        StatusCode.PermissionDenied => StatusCodes.Status403Forbidden,
        StatusCode.NotFound => StatusCodes.Status404NotFound,
        StatusCode.AlreadyExists or StatusCode.Aborted => StatusCodes.Status409Conflict,
        StatusCode.ResourceExhausted => StatusCodes.Status429TooManyRequests,
        StatusCode.Cancelled => StatusCodes.Status499ClientClosedRequest,
        StatusCode.Unimplemented => StatusCodes.Status501NotImplemented,
        StatusCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
        StatusCode.DeadlineExceeded => StatusCodes.Status504GatewayTimeout,
        _ => StatusCodes.Status500InternalServerError,
    };
}
