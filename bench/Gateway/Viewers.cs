using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace AttentionViz.Bench.Gateway;

/// <summary>How an answer is asked for.</summary>
internal enum Way
{
    /// <summary>gRPC over HTTP/2, of the gateway.</summary>
    Grpc,

    /// <summary>gRPC-Web over HTTP/1.1, of the gateway.</summary>
    GrpcWeb,

    /// <summary>The same frames over HTTP/2, of the peer.</summary>
    PeerHttp2,

    /// <summary>The same bytes over HTTP/1.1, of the peer.</summary>
    PeerHttp1,
}

/// <summary>What a phase of the load came to.</summary>
/// <param name="Milliseconds">Of each call, ascending.</param>
/// <param name="ServerSeconds">Processor time of the server.</param>
/// <param name="Memory">Resident bytes of the server at the end.</param>
internal sealed record Phase(Way Way, TimeSpan Elapsed, long Bytes, double[] Milliseconds, double ServerSeconds, long Memory)
{
    public double MegabytesPerSecond => Bytes / 1e6 / Elapsed.TotalSeconds;

    public double CallsPerSecond => Milliseconds.Length / Elapsed.TotalSeconds;

    /// <summary>Processor time of the server for a gigabyte.</summary>
    public double SecondsPerGigabyte => ServerSeconds / (Bytes / 1e9);

    public double Percentile(double share) => Milliseconds.Length == 0 ? double.NaN : Milliseconds[(int)Math.Min(share * Milliseconds.Length, Milliseconds.Length - 1)];
}

/// <summary>Clients that each have a connection and ask for one answer after the other. They count bytes and read nothing in them.</summary>
internal sealed class Viewers : IDisposable
{
    // Seven maps to one matrix.
    private const int MatrixEvery = 8;
    private const int WindowBytes = 1 << 20;

    private readonly List<HttpClient> _clients;
    private readonly Way _way;

    public Viewers(int count, Way way, Addresses at)
    {
        _way = way;
        _clients = [.. Enumerable.Range(0, count).Select(_ => new HttpClient(new SocketsHttpHandler { InitialHttp2StreamWindowSize = WindowBytes })
        {
            BaseAddress = new Uri(IsHttp1 ? at.Http1 : at.Http2),
        })];
    }

    private bool IsHttp1 => _way is Way.GrpcWeb or Way.PeerHttp1;

    private bool IsPeer => _way is Way.PeerHttp1 or Way.PeerHttp2;

    /// <summary>All clients ask for so long; calls that are under way at the end are finished and count.</summary>
    public async Task<Phase> RunAsync(Child server, TimeSpan duration)
    {
        var (began, processor) = (Stopwatch.GetTimestamp(), server.Processor);
        var all = await Task.WhenAll(_clients.Select((client, i) => Task.Run(() => LoopAsync(client, i, began, duration))));
        var elapsed = Stopwatch.GetElapsedTime(began);
        return new Phase(
            _way, elapsed, all.Sum(a => a.Bytes), [.. all.SelectMany(a => a.Milliseconds).Order()], (server.Processor - processor).TotalSeconds, server.Memory);
    }

    /// <summary>Bytes of one answer.</summary>
    public Task<long> MeasureAsync(Call call) => AskAsync(_clients[0], call, new byte[64 << 10]);

    public void Dispose()
    {
        foreach (var client in _clients) client.Dispose();
    }

    private async Task<(long Bytes, List<double> Milliseconds)> LoopAsync(HttpClient client, int number, long began, TimeSpan duration)
    {
        var random = new Random(number);
        var (bytes, times, buffer) = (0L, new List<double>(), new byte[64 << 10]);
        while (Stopwatch.GetElapsedTime(began) < duration)
        {
            var call = random.Next(MatrixEvery) == 0 ? Calls.Matrix : Calls.Maps[random.Next(Calls.Maps.Count)];
            var start = Stopwatch.GetTimestamp();
            bytes += await AskAsync(client, call, buffer);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return (bytes, times);
    }

    private async Task<long> AskAsync(HttpClient client, Call call, byte[] buffer)
    {
        using var request = Request(call);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        var bytes = 0L;
        await using (var body = await response.Content.ReadAsStreamAsync())
        {
            for (int n; (n = await body.ReadAsync(buffer)) > 0;) bytes += n;
        }

        // Over HTTP/1.1 a call that fails brings no more than its trailers.
        if (IsHttp1) return bytes > 1000 ? bytes : throw new InvalidOperationException($"{call.Path} brought {bytes} bytes");
        var status = (response.TrailingHeaders.TryGetValues("grpc-status", out var trailer) ? trailer : response.Headers.GetValues("grpc-status")).Single();
        return status == "0" ? bytes : throw new InvalidOperationException($"{call.Path} ended with status {status}");
    }

    private HttpRequestMessage Request(Call call)
    {
        if (_way == Way.PeerHttp1) return new HttpRequestMessage(HttpMethod.Get, call.PeerPath);
        var content = new ByteArrayContent(call.Body);
        content.Headers.ContentType = new MediaTypeHeaderValue(IsHttp1 ? "application/grpc-web" : "application/grpc");
        var request = new HttpRequestMessage(HttpMethod.Post, IsPeer ? call.PeerPath : call.Path)
        {
            Content = content,
            Version = IsHttp1 ? HttpVersion.Version11 : HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        return request;
    }
}
