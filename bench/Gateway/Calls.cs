using AttentionViz.Bench.Gateway.Roles;
using AttentionViz.V1;
using Google.Protobuf;

namespace AttentionViz.Bench.Gateway;

/// <summary>A request of the load, for the gateway and for its peer.</summary>
internal sealed record Call(string Method, IMessage Request, string PeerPath)
{
    /// <summary>Path of the gateway's gRPC method.</summary>
    public string Path { get; } = $"attentionviz.v1.AtlasService/{Method}";

    public byte[] Body { get; } = Peer.Frame(Request);
}

/// <summary>What viewers ask for.</summary>
internal static class Calls
{
    public static Call Matrix { get; } = new(
        "StreamMatrix", new StreamMatrixRequest { JobId = MadeUpAtlas.JobId, Method = MapMethod.Umap, Dimensions = 2 }, "/matrix");

    public static IReadOnlyList<Call> Maps { get; } =
    [
        .. from layer in Enumerable.Range(0, MadeUpAtlas.Layers)
           from head in Enumerable.Range(0, MadeUpAtlas.Heads)
           select new Call(
               "StreamMap", new StreamMapRequest { JobId = MadeUpAtlas.JobId, Layer = layer, Head = head, Method = MapMethod.Umap, Dimensions = 2 }, $"/map/{layer}/{head}"),
    ];

    public static IEnumerable<Call> All => [Matrix, .. Maps];
}
