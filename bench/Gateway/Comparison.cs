namespace AttentionViz.Bench.Gateway;

/// <summary>Gateway and peer in turns, some seconds each.</summary>
internal sealed class Comparison(Child gateway, Child peer, int clients, TimeSpan turn, int turns)
{
    public async Task<IReadOnlyList<Phase>> RunAsync()
    {
        using var ours = new Viewers(clients, Way.Grpc, gateway.At);
        using var web = new Viewers(clients, Way.GrpcWeb, gateway.At);
        using var http2 = new Viewers(clients, Way.PeerHttp2, peer.At);
        using var http1 = new Viewers(clients, Way.PeerHttp1, peer.At);
        (Viewers Viewers, Child Server)[] ways = [(ours, gateway), (http2, peer), (web, gateway), (http1, peer)];
        // Code is compiled and connections are made before anything counts.
        foreach (var (viewers, server) in ways) await viewers.RunAsync(server, turn / 2);
        var phases = new List<Phase>();
        for (var i = 0; i < turns; i++)
        {
            // Each begins as often as it ends.
            foreach (var (viewers, server) in i % 2 == 0 ? ways : [.. ways.Reverse()]) phases.Add(await viewers.RunAsync(server, turn));
        }

        return phases;
    }

    public static void Print(string title, IReadOnlyList<Phase> phases)
    {
        Console.WriteLine(title);
        Console.WriteLine($"  {"",-34}{"MB/s",8}{"calls/s",9}{"p50 ms",9}{"p99 ms",9}{"CPU s/GB",10}{"RSS MB",8}");
        foreach (var way in phases.GroupBy(p => p.Way).OrderBy(g => g.Key))
        {
            Console.WriteLine(
                $"  {Name(way.Key),-34}{Median(way, p => p.MegabytesPerSecond),8:0}{Median(way, p => p.CallsPerSecond),9:0}{Median(way, p => p.Percentile(0.5)),9:0}{Median(way, p => p.Percentile(0.99)),9:0}{Median(way, p => p.SecondsPerGigabyte),10:0.00}{way.Max(p => p.Memory) / 1e6,8:0}");
        }

        foreach (var (ours, peer) in new[] { (Way.Grpc, Way.PeerHttp2), (Way.GrpcWeb, Way.PeerHttp1), (Way.Grpc, Way.PeerHttp1) })
        {
            // Median over turns of the gateway's figure by the peer's of the same turn.
            double Ratio(Func<Phase, double> figure) => Median(phases.Where(p => p.Way == ours).Zip(phases.Where(p => p.Way == peer), (a, b) => figure(a) / figure(b)), r => r);
            Console.WriteLine(
                $"  {Name(ours)} to {Name(peer)}: throughput {Ratio(p => p.MegabytesPerSecond):0.00}, processor time for a byte {Ratio(p => p.SecondsPerGigabyte):0.00}");
        }
    }

    private static string Name(Way way) => way switch
    {
        Way.Grpc => "gateway, gRPC",
        Way.GrpcWeb => "gateway, gRPC-Web, HTTP/1.1",
        Way.PeerHttp2 => "bare Kestrel, same frames, HTTP/2",
        _ => "bare Kestrel, same bytes, HTTP/1.1",
    };

    private static double Median<T>(IEnumerable<T> values, Func<T, double> figure)
    {
        double[] sorted = [.. values.Select(figure).Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
