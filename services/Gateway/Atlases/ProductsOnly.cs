using System.Globalization;
using AttentionViz.V1;
using Google.Rpc;
using Grpc.Core;

namespace AttentionViz.Gateway.Atlases;

/// <summary>Layers whose weights queries and keys decide alone. An atlas keeps nothing else, so no other layer's attention can be told from it.</summary>
internal static class ProductsOnly
{
    public static bool Holds(AttentionLayer layer) => !layer.HasBias && !layer.HasLogitCap && !layer.HasSink;

    /// <param name="remedy">What to ask for instead.</param>
    public static RpcException Fault(AttentionLayer layer, string remedy)
    {
        var beyond = layer.HasBias ? "adds a position bias to its logits" : layer.HasLogitCap ? "caps its logits" : "leaves part of its attention to a sink";
        return Errors.Fault.Of(
            Code.Unimplemented, "ATTENTION_BEYOND_PRODUCTS", $"layer {layer.Layer} {beyond}, which an atlas does not keep; {remedy}",
            ("layer", layer.Layer.ToString(CultureInfo.InvariantCulture)));
    }
}
