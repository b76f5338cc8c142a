using System.Globalization;
using AttentionViz.V1;
using Google.Rpc;
using Grpc.Core;

namespace AttentionViz.Gateway.Explore;

/// <summary>Layers whose weights queries and keys decide alone. An atlas keeps nothing else, so no other layer's attention can be told from it.</summary>
internal static class ProductsOnly
{
    public static bool Holds(AttentionLayer layer) => !layer.HasBias && !layer.HasLogitCap && !layer.HasSink;

    public static RpcException Fault(AttentionLayer layer) => Errors.Fault.Of(
        Code.Unimplemented, "ATTENTION_BEYOND_PRODUCTS",
        $"the attention of layer {layer.Layer} has a position bias, capped logits or a sink, which an atlas does not keep; ask by profile or geometry, or for another layer",
        ("layer", layer.Layer.ToString(CultureInfo.InvariantCulture)));
}
