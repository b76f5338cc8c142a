using AttentionViz.Gateway.Errors;
using Grpc.Core;

namespace AttentionViz.Gateway.Http;

/// <summary>Runs what is no gRPC call with the errors of one.</summary>
internal sealed class HttpCalls(ErrorTranslator errors)
{
    public async Task RunAsync(HttpContext context, Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (HttpRequestFault e)
        {
            await HttpFault.WriteAsync(context, e.Fault, e.HttpStatus);
        }
        catch (RpcException e)
        {
            await HttpFault.WriteAsync(context, e);
        }
        catch (Exception e)
        {
            var fault = errors.Translate(e, context.Request.Path, DateTime.MaxValue, context.RequestAborted);
            if (!context.RequestAborted.IsCancellationRequested) await HttpFault.WriteAsync(context, fault);
        }
    }
}
