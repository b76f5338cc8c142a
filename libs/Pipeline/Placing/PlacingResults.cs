using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using AttentionViz.Pipeline.Store;
using AttentionViz.V1;
using Google.Protobuf;
using StackExchange.Redis;

namespace AttentionViz.Pipeline.Placing;

/// <summary>
/// What a placing has come to, a field for each part. A part written again, by a message that came twice, takes the place of its like,
/// and a reader asks only for parts it has not had: nothing is sent twice.
/// </summary>
public sealed class PlacingResults(IConnectionMultiplexer redis, PlacingStore placings, TimeProvider clock)
{
    private const string Tokens = "tokens";
    private const string Failed = "failure";

    // An announcement can be lost when a connection breaks; then the next look finds the part.
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);

    private readonly IDatabase _db = redis.GetDatabase();

    /// <param name="views">PNG of what the model sees of each sequence that is an image.</param>
    public Task WriteTokensAsync(PlacingRecord placing, StreamTokensResponse tokens, params IEnumerable<byte[]> views) => WriteAsync(
        placing, Tokens, new ProjectSequencesResponse { Tokens = tokens, Views = { views.Select(v => UnsafeByteOperations.UnsafeWrap(v)) } });

    /// <param name="head">Without attention.</param>
    public Task WriteHeadAsync(PlacingRecord placing, ProjectedHead head) => WriteAsync(placing, HeadField(head.Layer, head.Head), head);

    /// <summary>Ends the placing. Its unit is the field of the request at fault, such as "sequences[3]"; empty when it is none.</summary>
    public Task FailAsync(PlacingRecord placing, Failure failure) => WriteAsync(placing, Failed, failure);

    /// <summary>The tokens, then each head as it is placed; ends after the last.</summary>
    /// <param name="patience">How long the next part may take.</param>
    /// <exception cref="PlacingFailedException">A worker could not go on.</exception>
    /// <exception cref="TimeoutException">No part came for that long.</exception>
    public async IAsyncEnumerable<ProjectSequencesResponse> FollowAsync(
        PlacingRecord placing, TimeSpan patience, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        void OnWake(RedisChannel channel, RedisValue value) => news.Writer.TryWrite(true);
        var subscriber = redis.GetSubscriber();
        await subscriber.SubscribeAsync(Keys.Wake(placing.PlacingId), OnWake);
        try
        {
            List<RedisValue> missing = [Failed, Tokens, .. placing.Wanted.Heads.Select(h => (RedisValue)HeadField(h.Layer, h.Head))];
            var since = clock.GetTimestamp();
            while (missing.Count > 1)
            {
                var found = await _db.HashGetAsync(Keys.Placed(placing.PlacingId), [.. missing]);
                if (!found[0].IsNull) throw new PlacingFailedException(Failure.Parser.ParseFrom((byte[])found[0]!));
                var fresh = missing.Zip(found).Where(f => !f.Second.IsNull).ToList();
                foreach (var (field, bytes) in fresh)
                {
                    yield return field == Tokens
                        ? ProjectSequencesResponse.Parser.ParseFrom((byte[])bytes!)
                        : new ProjectSequencesResponse { Head = ProjectedHead.Parser.ParseFrom((byte[])bytes!) };
                    missing.Remove(field);
                    since = clock.GetTimestamp();
                }

                if (fresh.Count > 0) continue;
                if (clock.GetElapsedTime(since) > patience) throw new TimeoutException();
                await NewsAsync(news.Reader, cancellationToken);
            }
        }
        finally
        {
            await subscriber.UnsubscribeAsync(Keys.Wake(placing.PlacingId), OnWake);
        }
    }

    private static async Task NewsAsync(ChannelReader<bool> news, CancellationToken cancellationToken)
    {
        try
        {
            await news.ReadAsync(cancellationToken).AsTask().WaitAsync(LookAnyway, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Time to look anyway.
        }
    }

    private async Task WriteAsync(PlacingRecord placing, string field, IMessage part)
    {
        if (await placings.WriteWhileWantedAsync(placing, Keys.Placed(placing.PlacingId), [new(field, part.ToByteArray())]))
            await redis.GetSubscriber().PublishAsync(Keys.Wake(placing.PlacingId), RedisValue.EmptyString);
    }

    private static string HeadField(int layer, int head) => string.Create(CultureInfo.InvariantCulture, $"{layer}:{head}");
}
