using AttentionViz.Pipeline.Jobs;
using AttentionViz.V1;
using Google.Protobuf.WellKnownTypes;

namespace AttentionViz.Bench.Scale.Contention;

/// <summary>A job that nobody runs, of a model of a given form, to write to.</summary>
internal static class MadeUpJob
{
    public static JobRecord Of(string jobId, int layers, int heads, int width)
    {
        var model = new Model { ModelId = "made-up", Sha256 = new string('0', 64), Input = ModelInput.Text };
        model.Layers.AddRange(Enumerable.Range(0, layers).Select(l => new AttentionLayer
        {
            Layer = l,
            Kind = AttentionKind.Self,
            Heads = heads,
            KeyHeads = heads,
            HeadWidth = width,
            Scale = 1 / Math.Sqrt(width),
            KeyHeadOf = { Enumerable.Range(0, heads) },
        }));
        var spec = new JobSpec { ModelId = model.ModelId, CorpusId = "made-up" };
        var corpus = new Corpus { CorpusId = "made-up", Format = CorpusFormat.Text, CreateTime = new Timestamp(), ExpireTime = new Timestamp() };
        return new JobRecord(jobId, spec, model, corpus, TimeSpan.FromHours(1), DateTimeOffset.UnixEpoch);
    }
}
