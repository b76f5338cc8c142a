using AttentionViz.V1;
using Google.Protobuf;

namespace AttentionViz.Gateway.Caching;

/// <summary>Memory that messages take once they are read, estimated from above.</summary>
internal static class Footprint
{
    // An object, and the room that lists have to spare.
    private const int Object = 64;
    private const int Text = 40;

    /// <summary>Of a message that is mostly numbers.</summary>
    public static long Of(IMessage message) => 4L * message.CalculateSize() + Object;

    /// <summary>Of token rows: their texts are small, and an object takes far more than a few letters.</summary>
    public static long Of(StreamTokensResponse rows) =>
        Object + rows.Sequences.Sum(s => Of((IMessage)s)) + rows.Texts.Sum(t => Text + 2L * t.Length) + 32L * rows.Texts.Count;
}
