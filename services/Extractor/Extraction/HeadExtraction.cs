using AttentionViz.Extractor.Extraction.Statistics;
using AttentionViz.Extractor.Running;
using AttentionViz.Pipeline.Atlases;
using AttentionViz.Pipeline.Atlases.Statistics;

namespace AttentionViz.Extractor.Extraction;

/// <summary>
/// Collects what a shard gives to one query head and, for the first head that reads it, to its key
/// head. Batches may be taken at once: sums do not depend on their order, rows lie apart.
/// </summary>
internal sealed class HeadExtraction
{
    private readonly Lock _adding = new();
    private readonly AttentionLayer _layer;
    private readonly bool _ownsKeys;
    private readonly RunningSums _queries;
    private readonly RunningSums _keys;
    private readonly RunningSums _behaviour = new(BehaviourSums.Length);

    /// <param name="ownsKeys">Also collect the key head.</param>
    /// <param name="queryRows">Tokens drawn of the shard, of the layer's query side.</param>
    /// <param name="keyRows">The same of its key side.</param>
    /// <param name="narrow">Keep rows as float16.</param>
    public HeadExtraction(AttentionLayer layer, int head, bool ownsKeys, int queryRows, int keyRows, bool narrow)
    {
        (_layer, Head, _ownsKeys) = (layer, head, ownsKeys);
        var sums = MomentSums.Length(layer.HeadWidth);
        (_queries, _keys) = (new RunningSums(sums), new RunningSums(ownsKeys ? sums : 0));
        QueryRows = new VectorRows(queryRows, layer.HeadWidth, narrow);
        KeyRows = ownsKeys ? new VectorRows(keyRows, layer.HeadWidth, narrow) : null;
        ValueNorms = ownsKeys ? new float[keyRows] : null;
    }

    public int Head { get; }

    public int KeyHead => _layer.KeyHeadOf[Head];

    public VectorRows QueryRows { get; }

    public VectorRows? KeyRows { get; }

    public float[]? ValueNorms { get; }

    public MomentSums Queries => new(_layer.HeadWidth, _queries.ToArray());

    public MomentSums? Keys => _ownsKeys ? new(_layer.HeadWidth, _keys.ToArray()) : null;

    public BehaviourSums Behaviour => new(_behaviour.ToArray());

    /// <param name="inBatch">The sequence's place in the batch.</param>
    /// <param name="queryRow">Where its queries go; negative when it was not drawn.</param>
    /// <param name="keyRow">Where its keys go.</param>
    public void Take(LayerVectors vectors, int inBatch, SequenceFacts facts, int queryRow, int keyRow)
    {
        var queries = vectors.QueryRows(inBatch, Head);
        var keys = vectors.KeyRows(inBatch, KeyHead);
        var scratch = Scratch.OfThread;
        var moments = scratch.Sums(MomentSums.Length(_layer.HeadWidth));
        MomentKernel.Run(queries, facts.QueryLength, scratch, moments);
        Add(_queries, moments);
        if (_ownsKeys)
        {
            MomentKernel.Run(keys, facts.KeyLength, scratch, moments);
            Add(_keys, moments);
        }

        var behaviour = scratch.Sums(BehaviourSums.Length);
        if (vectors.HasWeights) BehaviourKernel.Run(vectors.Weights(inBatch, Head), vectors.KeyLength, facts, scratch, behaviour);
        else BehaviourKernel.Run(queries, keys, (float)_layer.Scale, facts, scratch, behaviour);
        Add(_behaviour, behaviour);

        if (queryRow < 0) return;
        Write(queries, facts.QueryLength, QueryRows, queryRow);
        if (KeyRows is null) return;
        Write(keys, facts.KeyLength, KeyRows, keyRow);
        vectors.CopyValueNorms(inBatch, KeyHead, ValueNorms.AsSpan(keyRow, facts.KeyLength));
    }

    private void Add(RunningSums sums, ReadOnlySpan<double> values)
    {
        lock (_adding) sums.Add(values);
    }

    private static void Write(HeadRows from, int length, VectorRows to, int row)
    {
        if (from.IsDense)
        {
            to.Write(row, from.Data[..(length * from.Width)]);
            return;
        }

        Span<float> one = from.Width <= 256 ? stackalloc float[from.Width] : new float[from.Width];
        for (var i = 0; i < length; i++)
        {
            from.CopyRow(i, one);
            to.Write(row + i, one);
        }
    }
}
