using AttentionViz.Gateway.Hosting;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Bus;
using AttentionViz.Pipeline.Messages;
using AttentionViz.Pipeline.Placing;
using AttentionViz.V1;
using Google.Rpc;
using Grpc.Core;
using MassTransit;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Fault = AttentionViz.Gateway.Errors.Fault;
using FieldViolation = Google.Rpc.BadRequest.Types.FieldViolation;

namespace AttentionViz.Gateway.Placing;

/// <summary>
/// Has new sequences run and placed by the workers and sends on what comes, as it comes. Whatever way the call ends, its keys go with it,
/// and workers that find them gone stop.
/// </summary>
internal sealed class SequencePlacing(
    PlacingRequests requests, PlacingStore placings, PlacingResults results, NewAttention attention, IBus bus, IOptions<GatewayOptions> options, TimeProvider clock,
    IHostApplicationLifetime lifetime, ILogger<SequencePlacing> log)
{
    public async Task RunAsync(ProjectSequencesRequest request, IServerStreamWriter<ProjectSequencesResponse> stream, CancellationToken cancellationToken)
    {
        var placing = await requests.CheckAsync(request);
        var id = placing.Placing.PlacingId;
        var began = clock.GetTimestamp();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var tokensCame = false;
        try
        {
            await placings.CreateAsync(placing.Placing, request);
            await bus.PublishSoonAsync(new PlaceSequences(id), stop.Token);
            IReadOnlyList<DrawnSequence> sequences = [];
            await foreach (var part in results.FollowAsync(placing.Placing, options.Value.ProjectionPatience, stop.Token))
            {
                if (part.Tokens is { } tokens)
                {
                    tokensCame = true;
                    tokens.TotalRows = tokens.Positions.Count;
                    sequences = NewAttention.SequencesOf(tokens);
                    if (request.WithAttention) attention.CheckSize(placing, sequences);
                }
                else if (request.WithAttention)
                {
                    part.Head.Attention.Add(await attention.OfAsync(placing, sequences, part.Head.Layer, part.Head.Head, stop.Token));
                }

                await stream.WriteAsync(part, stop.Token);
            }
        }
        catch (PlacingFailedException e)
        {
            throw Translate(e.Failure);
        }
        catch (TimeoutException e) when (e is not RedisTimeoutException)
        {
            throw Silent(tokensCame ? "a projector" : "an extractor");
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw Fault.Of(Code.Unavailable, "SERVER_STOPPING", "the gateway is stopping; ask again");
        }
        finally
        {
            await DeleteAsync(id);
        }

        log.SequencesPlaced(request.JobId, request.Sequences.Count, placing.Placing.Wanted.Heads.Count, clock.GetElapsedTime(began).TotalMilliseconds);
    }

    private static RpcException Translate(V1.Failure failure)
    {
        if (failure.Unit.Length == 0) return Fault.Of((Code)failure.Code, failure.Reason, failure.Message);
        var field = new FieldViolation { Field = failure.Unit, Description = failure.Message };
        return Fault.Of((Code)failure.Code, failure.Reason, $"{failure.Unit} {failure.Message}", [field]);
    }

    private RpcException Silent(string worker) => Fault.Of(
        Code.Unavailable, "WORKERS_SILENT",
        FormattableString.Invariant($"nothing came from {worker} for {options.Value.ProjectionPatience.TotalSeconds} s; see that one runs and is not overloaded, then ask again"));

    /// <summary>The keys would expire by themselves, so that a store out of reach is no reason to answer otherwise.</summary>
    private async Task DeleteAsync(string id)
    {
        try
        {
            await placings.DeleteAsync(id);
        }
        catch (Exception e) when (e is RedisException or RedisTimeoutException)
        {
            log.PlacingLeft(e, id);
        }
    }
}
