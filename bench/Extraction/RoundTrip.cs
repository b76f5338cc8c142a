using AttentionViz.Extractor.Extraction;
using AttentionViz.Extractor.Running;

namespace AttentionViz.Bench.Extraction;

/// <summary>What storing queries and keys costs: the error of a vector relative to its length; none where it is beyond float16 and stays float32.</summary>
internal sealed record RoundTrip(double Mean, double Worst)
{
    public static RoundTrip Measure(AttentionModel model, IReadOnlyList<EncodedSequence> shard)
    {
        var errors = new List<double>();
        EncodedSequence[] some = [.. shard.Where(s => s.Length > 0).Take(16)];
        using var batch = some[0].View is null ? model.Run([.. some.Select(s => s.Ids)]) : model.RunImages([.. some.Select(s => s.View!.ToTensor())]);
        foreach (var layer in batch.Layers)
        {
            for (var s = 0; s < layer.Sequences; s++)
            {
                for (var h = 0; h < layer.Heads; h++) Add(errors, layer.Query(s, h)[..(batch.Lengths[s] * layer.HeadWidth)], layer.HeadWidth);
                for (var h = 0; h < layer.KeyHeads; h++) Add(errors, layer.Key(s, h)[..(batch.Lengths[s] * layer.HeadWidth)], layer.HeadWidth);
            }
        }

        return new RoundTrip(errors.Average(), errors.Max());
    }

    private static void Add(List<double> errors, ReadOnlySpan<float> rows, int width)
    {
        for (var at = 0; at < rows.Length; at += width)
        {
            double error = 0, norm = 0;
            foreach (var x in rows.Slice(at, width))
            {
                var difference = x - (double)(Half)x;
                (error, norm) = (error + (difference * difference), norm + ((double)x * x));
            }

            if (norm > 0) errors.Add(double.IsFinite(error) ? Math.Sqrt(error / norm) : 0);
        }
    }
}
