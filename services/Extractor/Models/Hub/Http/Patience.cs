using System.Security.Authentication;

namespace AttentionViz.Extractor.Models.Hub.Http;

/// <summary>Bounds each wait for the hub, and puts what goes wrong on the way into one kind of exception.</summary>
internal sealed class Patience(HubOptions options, TimeProvider clock)
{
    /// <exception cref="HubException">The step took too long, or the network failed.</exception>
    public async Task<T> WaitAsync<T>(Func<CancellationToken, ValueTask<T>> step, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await step(either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Fault($"did not answer within {options.Patience.TotalSeconds:0.##} s", transient: true, e);
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException)
        {
            throw Fault($"has no certificate that this machine trusts ({e.InnerException.Message})", transient: false, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Fault($"cannot be reached, or broke off ({e.Message})", transient: true, e);
        }
    }

    private HubException Fault(string what, bool transient, Exception inner) => new(
        HubFault.Unreachable, $"{options.Endpoint.Authority} {what}; check the network and {HubOptions.EndpointVariable}, then run it again: what is downloaded is kept", inner)
    {
        Transient = transient,
    };
}
