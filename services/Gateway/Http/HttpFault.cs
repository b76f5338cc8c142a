using AttentionViz.Gateway.Errors;
using Google.Rpc;
using Grpc.Core;
using Status = Google.Rpc.Status;

namespace AttentionViz.Gateway.Http;

/// <summary>Errors as HTTP has them: a status code, and google.rpc.Status in JSON as the body.</summary>
internal static class HttpFault
{
    public static async Task WriteAsync(HttpContext context, RpcException fault, int? httpStatus = null)
    {
        if (context.Response.HasStarted) return;
        var status = fault.GetRpcStatus() ?? new Status { Code = (int)fault.StatusCode, Message = fault.Status.Detail };
        context.Response.StatusCode = httpStatus ?? HttpStatusOf((Code)status.Code);
        FaultHeaders.Add(context, fault);
        await ProtoJson.WriteAsync(context.Response, status);
    }

    /// <summary>The body of an error that has none: what never reached a service.</summary>
    public static Task WriteStatusPageAsync(HttpContext context)
    {
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true) return Task.CompletedTask;
        var asked = $"{context.Request.Method} {Fault.Quote(context.Request.Path.Value ?? "")}";
        var http = context.Response.StatusCode;
        var (code, reason, message) = http switch
        {
            StatusCodes.Status401Unauthorized => (Code.Unauthenticated, "UNAUTHENTICATED", $"{asked} needs a key or token"),
            StatusCodes.Status403Forbidden => (Code.PermissionDenied, "PERMISSION_DENIED", $"{asked} is not allowed to this caller"),
            StatusCodes.Status404NotFound => (Code.NotFound, "ROUTE_NOT_FOUND", $"there is no {asked}; /openapi/v1.json lists what there is"),
            StatusCodes.Status405MethodNotAllowed => (Code.Unimplemented, "METHOD_NOT_ALLOWED", $"there is no {asked}; use {context.Response.Headers.Allow}"),
            StatusCodes.Status413PayloadTooLarge => (Code.ResourceExhausted, "REQUEST_TOO_LARGE", $"the body of {asked} is too large"),
            StatusCodes.Status429TooManyRequests => (Code.ResourceExhausted, "TOO_MANY_REQUESTS", "too many calls; try again later"),
            >= 400 and < 500 => (Code.InvalidArgument, "BAD_REQUEST", $"{asked} cannot be understood"),
            StatusCodes.Status503ServiceUnavailable => (Code.Unavailable, "UNAVAILABLE", "the gateway cannot answer now; try again soon"),
            _ => (Code.Internal, "INTERNAL", "the gateway failed; its log tells why"),
        };
        return WriteAsync(context, Fault.Of(code, reason, message), http);
    }

    // The codes that google.rpc.Code names, as the transcoding of the services has them.
    private static int HttpStatusOf(Code code) => code switch
    {
        Code.InvalidArgument or Code.FailedPrecondition or Code.OutOfRange => StatusCodes.Status400BadRequest,
        Code.Unauthenticated => StatusCodes.Status401Unauthorized,
        Code.PermissionDenied => StatusCodes.Status403Forbidden,
        Code.NotFound => StatusCodes.Status404NotFound,
        Code.Cancelled => StatusCodes.Status408RequestTimeout,
        Code.AlreadyExists or Code.Aborted => StatusCodes.Status409Conflict,
        Code.ResourceExhausted => StatusCodes.Status429TooManyRequests,
        Code.Unimplemented => StatusCodes.Status501NotImplemented,
        Code.Unavailable => StatusCodes.Status503ServiceUnavailable,
        Code.DeadlineExceeded => StatusCodes.Status504GatewayTimeout,
        _ => StatusCodes.Status500InternalServerError,
    };
}
